"""The pages of cohorts: their lists, how they are made, and their dates."""
