"""Designations of health professionals, for those who grant: naming one, following, ending. Never a paper."""
