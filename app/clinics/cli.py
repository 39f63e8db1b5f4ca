"""`flask clinics validate`: what would become of a form, before it is sent."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from app import clock
from app.clinics.domain.judging import judge
from app.clinics.queries.known import known_of
from app.clinics.words import ClinicForm
from app.extensions import db

#: The exit status of a run in which a line was not understood, as of the rules asked line by line.
SOME_LINES_REFUSED = 3

group = AppGroup("clinics", help="Suppliers of care, the tables that their forms are judged by, and the judge.")


@group.command("validate")
def validate() -> None:
    """Judge forms: a JSON object with `form` and `body` a line in, the outcome and every remark a line out."""
    refused = False
    for line in sys.stdin.buffer:
        answer = _answer(line)
        refused = refused or "error" in answer
        # A lone surrogate of the input cannot be written in UTF-8; its escape is valid JSON.
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    if refused:
        raise click.exceptions.Exit(SOME_LINES_REFUSED)


def _answer(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line.decode("utf-8-sig"))
        form, body = ClinicForm(asked["form"]), asked["body"]
    except (ValueError, RecursionError, KeyError, TypeError):
        known = ", ".join(ClinicForm)
        return {"error": f"Un objet JSON avec « form » ({known}) et « body » est attendu."}
    return judge(form, body, known_of(db.session(), body, clock.today())).as_answer()
