"""Compensation files: the list, and one file."""
