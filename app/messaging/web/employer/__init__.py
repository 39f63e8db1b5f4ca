"""The messaging as an employer reads it and writes in it."""
