"""The review of rights and its attestation."""
