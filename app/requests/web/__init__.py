"""The pages of requests."""

from app.requests.web import drafting, filing, following
from app.requests.web.blueprint import blueprint

__all__ = ["blueprint", "drafting", "filing", "following"]
