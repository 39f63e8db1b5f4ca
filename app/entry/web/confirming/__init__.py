"""Proving again who one is, and sending the form that was kept meanwhile."""
