"""Routing to destinations: notices, dispatches, alerts, recipients."""
