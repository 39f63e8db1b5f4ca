"""Pure: no SQL, no Flask, no clock."""
