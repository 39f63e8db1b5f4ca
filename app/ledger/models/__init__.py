"""Tables, constraints, relations; no business verbs."""
