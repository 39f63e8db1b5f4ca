"""Changing an e-mail address: one's own, or that of somebody to whom one grants rights."""
