"""Coming in: the doors, codes and passwords, the choice of an employer, and going out."""
