"""Documents, files, deposits, imputations, openings."""
