"""The journal, read in sentences."""
