"""Programs that stand beside the portal and need nothing of it."""
