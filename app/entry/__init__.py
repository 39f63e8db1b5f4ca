"""Doors, sessions, codes, passwords, fresh proof, one's own addresses."""
