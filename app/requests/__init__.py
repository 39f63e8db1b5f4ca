"""The online services: what an employer prepares, files and follows with the Commission."""
