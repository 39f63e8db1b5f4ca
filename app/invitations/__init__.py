"""Whoever is invited or designated comes in."""
