"""Reads what the rules are asked with from plain values."""
