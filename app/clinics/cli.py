"""`flask clinics validate`, `clinics receive`: what would become of a form, and what does once it is sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup

from app import clock
from app.clinics.actions.reception import KeyReused, receive
from app.clinics.domain.judging import judge
from app.clinics.queries.known import known_of
from app.clinics.words import ClinicForm
from app.extensions import db

#: The exit status of a run in which a line was not understood, as of the rules asked line by line.
SOME_LINES_REFUSED = 3

LONGEST_KEY = 100

group = AppGroup("clinics", help="Suppliers of care, the tables that their forms are judged by, and the judge.")


@group.command("validate")
def validate() -> None:
    """Judge forms: a JSON object with `form` and `body` a line in, the outcome and every remark a line out."""
    _answer_each_line(_validated)


@group.command("receive")
def take_in() -> None:
    """Receive forms: a JSON object with `key`, `form` and `body` a line in, a receipt or a refusal a line out.

    A form that is sent again with its key is answered as it was. What is refused is not kept.
    """
    _answer_each_line(_received)


def _validated(asked: dict[str, Any]) -> dict[str, Any]:
    form, body = ClinicForm(asked["form"]), asked["body"]
    return judge(form, body, known_of(db.session(), body, clock.today())).verdict.as_answer()


def _received(asked: dict[str, Any]) -> dict[str, Any]:
    key = asked["key"]
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(key)
    try:
        return receive(ClinicForm(asked["form"]), asked["body"], key).as_answer()
    except KeyReused:
        return {"error": "Cette clé est celle d'un autre envoi."}


def _answer_each_line(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    refused = False
    for line in sys.stdin.buffer:
        answered = _answered(answer, line)
        refused = refused or "error" in answered
        # A lone surrogate of the input cannot be written in UTF-8; its escape is valid JSON.
        sys.stdout.buffer.write(json.dumps(answered, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    if refused:
        raise click.exceptions.Exit(SOME_LINES_REFUSED)


def _answered(answer: Callable[[dict[str, Any]], dict[str, Any]], line: bytes) -> dict[str, Any]:
    try:
        return answer(json.loads(line.decode("utf-8-sig")))
    except (ValueError, RecursionError, KeyError, TypeError):
        known = ", ".join(ClinicForm)
        return {"error": f"Un objet JSON avec « form » ({known}), « body » et, pour envoyer, « key » est attendu."}
