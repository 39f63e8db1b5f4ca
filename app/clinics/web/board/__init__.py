"""The first page of a clinic: its cares, and what each waits for."""
