"""What is registered, authorised, cut, and the tokens that are given."""
