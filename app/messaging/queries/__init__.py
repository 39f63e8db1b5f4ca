"""Every SELECT; never commits."""
