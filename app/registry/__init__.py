"""Who is known: people, employers, accounts, firms, files; the facts of a day and the one resolver."""
