"""What the forms of the services mean: their definitions, what is reckoned from them, and what is signed."""
