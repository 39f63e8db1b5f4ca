"""Where contexts are joined: tables, pages, commands, and what one asks of a later one by name."""
