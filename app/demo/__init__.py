"""The demonstration and its identity provider."""
