"""The law: pure functions over dated tables. No Flask, no SQL, no clock."""
