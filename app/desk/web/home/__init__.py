"""The first page of the employer side."""
