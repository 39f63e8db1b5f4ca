"""Taking back what somebody did."""
