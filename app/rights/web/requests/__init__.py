"""Asking for a right, and answering."""
