"""The table of the personnel department: given, planned, applied, undone, taken out."""
