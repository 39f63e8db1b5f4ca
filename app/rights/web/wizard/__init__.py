"""A right given in steps."""
