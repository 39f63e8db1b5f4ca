"""What the forms of clinics say, and what is refused, delayed or warned of in them: pure functions."""
