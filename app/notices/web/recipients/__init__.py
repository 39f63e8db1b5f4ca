"""The people who receive an employer's papers by post."""
