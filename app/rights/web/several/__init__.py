"""The same rights given to several people at once."""
