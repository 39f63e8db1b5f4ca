"""Secure messaging: what an employer and the Commission write to each other, and whose turn it is."""
