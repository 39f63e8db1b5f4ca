"""What a signed request says, and what the interface is."""
