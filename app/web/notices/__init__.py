"""Notices and letters: what left, what waits, what asks for somebody."""
