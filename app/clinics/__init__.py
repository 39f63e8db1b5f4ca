"""Clinics of physiotherapy and occupational therapy: who supplies care, by which tables, and what they send."""
