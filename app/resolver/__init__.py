"""The facts of a day, and the one resolver of who may what."""
