"""The transaction, the journal and its seals, intervals, the rows of the outbox, alarms."""
