"""The pages of a form: fields made from its definition, and its answers in words."""
