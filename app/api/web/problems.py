"""Errors of the interface: RFC 9457 problems, in French, where a page would be shown elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

#: Where programs are answered, never people.
ADDRESSES = ("/api/", "/oauth/")
_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("not-understood", "La demande n'est pas comprise."),
    401: ("not-authenticated", "Un jeton en vigueur est attendu."),
    403: ("not-allowed", "Ce jeton n'est pas donné pour cela."),
    404: ("not-found", "Rien ne se trouve à cette adresse pour cette clinique."),
    405: ("method", "Cette adresse ne s'utilise pas ainsi."),
    408: ("too-slow", "L'envoi a pris trop de temps."),
    409: ("conflict", "Cela a changé entre-temps, ou se fait déjà."),
    413: ("too-large", "L'envoi est trop gros."),
    415: ("media-type", "Ce genre de contenu n'est pas attendu ici."),
    422: ("refused", "Le formulaire est refusé."),
    429: ("too-many", "Trop de demandes en peu de temps."),
    500: ("our-error", "Une erreur est survenue de notre côté."),
    503: ("unavailable", "Le service est momentanément indisponible."),
}


def problem(
    status: int, detail: str = "", errors: Sequence[Mapping[str, Any]] = (), kind: str = "", **members: Any
) -> Response:
    """An answer that says what is wrong; `errors` as the contract has them, all at once. `kind`: of several."""
    usual, title = _TITLES.get(status) or _TITLES[400 if status < 500 else 500]
    said: dict[str, Any] = {"type": f"urn:relais:problem:{kind or usual}", "title": title, "status": status}
    said |= {"detail": detail} if detail else {}
    said |= {"errors": list(errors)} if errors else {}
    content = json.dumps(said | members, ensure_ascii=False)
    return Response(content, status, content_type="application/problem+json")


def too_many(wait: int, detail: str) -> Response:
    """That so much may not be asked now, and in how many seconds it may."""
    answer = problem(429, detail)
    answer.headers["Retry-After"] = str(wait)
    return answer


def problem_of(status: int) -> Response | None:
    """The same for an error that a page would be shown for; None where people are answered."""
    return problem(status) if request.path.startswith(ADDRESSES) else None
