"""Which software may act for one's own clinic."""
