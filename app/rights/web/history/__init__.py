"""What was done to the rights of one space of an employer."""
