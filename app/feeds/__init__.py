"""What the Commission's other systems send."""
