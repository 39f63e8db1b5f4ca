"""Forms as values: their definitions, and what is read of the answers."""
