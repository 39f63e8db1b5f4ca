"""A demonstration: made-up employers in every situation, living up to today, for development and tests only."""
