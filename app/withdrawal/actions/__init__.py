"""The verbs: what a person or the worker does, each in its own transaction."""
