"""Every SELECT: returns models or small frozen rows, never commits."""
