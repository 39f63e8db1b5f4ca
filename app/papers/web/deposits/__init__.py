"""Depositing a document in the browser: employer, file, document, what will happen, done."""
