"""The demo identity provider: a small OpenID provider of our own, in development and tests, on the loopback only.

An application apart from the portal, on a port of its own, that asks for no password: one chooses whom to be.
"""
