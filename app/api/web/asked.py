"""What a request of the interface says: its JSON, its form, its key; what is not understood is a problem."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, abort, request

from app import clock
from app.api.domain.strict_json import NotJson, read_json
from app.api.web.problems import problem
from app.clinics.domain.remarks import Finding, verdict_on
from app.clinics.words import ClinicForm

#: A sheet of a month has a few kilobytes; a report, sixteen texts at most.
MOST_BYTES = 512 * 1024
LONGEST_KEY = 100


def read_body() -> Any:
    """The JSON of a request."""
    request.max_content_length = MOST_BYTES
    if request.mimetype != "application/json":
        abort(problem(415, "Le contenu attendu est « application/json »."))
    return parsed(request.get_data())


def parsed(content: bytes) -> Any:
    """What a JSON text says, or a problem."""
    try:
        return read_json(content)
    except NotJson as error:
        abort(problem(400, str(error)))


def read_key() -> str:
    """The key under which a request may be sent again."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        abort(problem(400, "L'en-tête « Idempotency-Key » est attendu, de 1 à 100 caractères.", kind="key-expected"))
    return key


def form_and_body(asked: Any, forms: Collection[ClinicForm]) -> tuple[ClinicForm, Any]:
    """The form that a request is about, among those of its address, and the body of that form.

    `{"form": …, "body": …}`; where the address has one form, it need not be said. A body may also come as it is, with
    `form` among its members.
    """
    members = dict(asked) if isinstance(asked, dict) else {}
    only = next(iter(forms)) if len(forms) == 1 else None
    said = members.pop("form", only)
    if not isinstance(said, str) or said not in set(map(str, forms)):
        abort(not_understood("/form", f"attendu : {', '.join(forms)}."))
    if members.keys() == {"body"}:
        return ClinicForm(said), members["body"]
    return ClinicForm(said), members if isinstance(asked, dict) else asked


def not_understood(pointer: str, why: str) -> Response:
    """A request that does not say what it asks, with the place where it should."""
    return refusal(Finding(pointer, "not_understood", clock.today(), {"why": why}))


def refusal(*found: Finding) -> Response:
    """What is refused, by the rules of the day."""
    return problem(422, "Rien n'a été reçu.", verdict_on(found).as_answer()["errors"])
