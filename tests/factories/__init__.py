"""Made-up rows, one file per noun: small functions with defaults, that add the row, flush and return it.

`make_employer(session, name="…")`. They never commit; a test that reads through a page commits first.
"""
