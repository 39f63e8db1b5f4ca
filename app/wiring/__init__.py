"""Where contexts are joined; packages without a word of their own."""
