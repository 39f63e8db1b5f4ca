"""Who is known: people, employers, accounts, firms, their sessions and what they hold to come in."""
