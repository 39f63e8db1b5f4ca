"""Pure functions: no SQL, no Flask, no clock."""
