"""One way to define a form: its steps, fields, words, conditions and checks stand in a file; all else comes from it."""
