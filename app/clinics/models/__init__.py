"""The tables of clinics."""
