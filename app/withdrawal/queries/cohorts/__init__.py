"""Cohorts: which there are, who is of each, and what a list or filters name."""
