"""E-mails, letters and batches that leave, and what becomes of the notices that they carry."""
