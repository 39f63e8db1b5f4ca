"""Drafts: beginning, filling, attaching, throwing away."""

from app.requests.web.drafting import begin, pieces, steps

__all__ = ["begin", "pieces", "steps"]
