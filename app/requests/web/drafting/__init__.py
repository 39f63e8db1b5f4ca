"""Drafts: beginning, filling, throwing away."""

from app.requests.web.drafting import begin, steps

__all__ = ["begin", "steps"]
