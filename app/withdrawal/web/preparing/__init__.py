"""Paper withdrawal: which employers have a date, what a date changes for whom, and its history."""
