"""Gestures of the Commission's staff for somebody who cannot come in, or must no longer."""
