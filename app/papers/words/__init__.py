"""The words of this matter: what its columns hold and its pages name."""
