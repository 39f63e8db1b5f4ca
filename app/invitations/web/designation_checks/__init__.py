"""Designations that wait for the Commission: its agents compare each with the order's roll."""
