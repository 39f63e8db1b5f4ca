"""One document: reading it, marking it as read, and the proof of its notice."""

from app.papers.web.documents import marking, proofs
from app.papers.web.documents.views import blueprint

__all__ = ["blueprint", "marking", "proofs"]
