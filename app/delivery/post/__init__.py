"""Letters and attestations: what is printed, signed and posted."""
