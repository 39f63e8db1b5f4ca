"""What employers write and file in the demonstration."""
