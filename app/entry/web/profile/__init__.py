"""What is one's own: the sessions that are open."""
