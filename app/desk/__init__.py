"""What sees everything: home, employers, rules and help pages, daily round, worker."""
