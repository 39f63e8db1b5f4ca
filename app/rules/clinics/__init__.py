"""What the law says of the forms of clinics, and of their payment."""
