"""Rights that end soon: renewing them, giving them to somebody else, letting them end."""
