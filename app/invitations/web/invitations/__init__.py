"""Invitations: what whoever is invited sees and answers, and what those who invite follow."""
