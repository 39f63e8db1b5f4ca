"""Reviews of rights: going through them, choice by choice, up to the attestation."""
