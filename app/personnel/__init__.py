"""Leaving, and the table of the personnel department."""
