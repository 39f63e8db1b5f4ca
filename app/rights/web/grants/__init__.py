"""Rights of access: who may do what, since when, until when, and why."""
