"""Registering a clinic: the public form, and the agents' answer."""
