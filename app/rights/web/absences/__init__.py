"""Absences: who stands in for whom, on which days."""
