"""The rules, as anybody may read and try them."""
