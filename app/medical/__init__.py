"""What stands behind the wall, and the staff pages that may name it."""
