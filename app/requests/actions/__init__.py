"""The verbs of requests, each in its own transaction."""
