"""The seven online services: what each is for, and whether it is open to who asks."""
