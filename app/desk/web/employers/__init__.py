"""Employers, as the Commission's staff finds and sees them."""
