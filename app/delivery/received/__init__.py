"""What comes in: tables and PDFs, read in a process with limits."""
