"""Whether the portal is well, for the machines that watch it."""
