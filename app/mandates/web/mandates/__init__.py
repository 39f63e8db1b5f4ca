"""The firms that represent the employer: naming one, and what becomes of its mandate."""
