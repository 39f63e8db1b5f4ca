"""The outside world: e-mail, letters, print batches, identity provider, document store, PDF inspection, queue."""
