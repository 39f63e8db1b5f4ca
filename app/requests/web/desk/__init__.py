"""Requests as the Commission receives them, by regional office and form."""
