"""What works inside somebody else's transaction."""
