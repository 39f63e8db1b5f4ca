"""« Formulaires transmis »: what a clinic has sent, and what became of it."""
