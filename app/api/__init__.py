"""The interface of certified software: which product may send for which clinic, and what it may ask."""
