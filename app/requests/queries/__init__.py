"""What is read of requests; never writes."""
