"""The messaging as the Commission answers it, by regional office."""
