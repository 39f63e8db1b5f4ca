"""What the use of rights suggests, and keeping them as they are."""
