"""What was searched among requests, sealed in the address as for files: a name never stands in one."""

from __future__ import annotations

from flask import request, url_for

from app.site.web.forms.private_search import sealed, unsealed


def search_href(typed: str) -> str:
    """The list that the search gives."""
    return url_for("online_requests.index", recherche=sealed(typed), tour=request.args.get("tour"))


def searched() -> str:
    """What was typed, from the address."""
    return unsealed(request.args.get("recherche"))
