"""One document: reading it, and the proof of its notice."""
