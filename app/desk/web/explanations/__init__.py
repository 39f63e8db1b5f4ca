"""« Pourquoi? » for the Commission's staff: any person of an employer, any service or paper, any day and hour."""
