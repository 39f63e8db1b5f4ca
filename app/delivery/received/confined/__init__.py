"""What strangers send is parsed here, in processes of their own that hold no secret and may do nothing else.

`asking` stands in the portal's process, `answering` in the confined one; the other modules are what it answers with,
and import neither Flask nor the database.
"""
