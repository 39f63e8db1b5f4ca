"""What sees everything: home, employers, the staff's explanations, rules and help pages, daily round, worker."""
