"""Help for everybody: what Relais is, whom it serves, what it supposes."""
