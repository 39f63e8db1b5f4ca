"""What a gesture takes away, and who comes after."""
