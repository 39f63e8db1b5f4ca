"""The dates on which paper is withdrawn."""
