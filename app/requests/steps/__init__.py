"""What works inside the transaction of a gesture on a request."""
