"""Who is of the clinic."""
