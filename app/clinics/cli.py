"""`flask clinics validate`, `clinics receive`: what would become of a form, and what does once it is sent."""

from __future__ import annotations

from typing import Any

from flask.cli import AppGroup

from app import clock
from app.clinics.actions.reception import KeyReused, receive
from app.clinics.domain.judging import judge
from app.clinics.queries.known import known_of
from app.clinics.words import ClinicForm
from app.extensions import db
from app.site.cli import answer_each_line

LONGEST_KEY = 100

group = AppGroup("clinics", help="Suppliers of care, the tables that their forms are judged by, and the judge.")


class _NotAsked(ValueError):
    """A line that does not say what is asked of it."""


@group.command("validate")
def validate() -> None:
    """Judge forms: a JSON object with `form` and `body` a line in, the outcome and every remark a line out."""
    answer_each_line(_validated, _NotAsked)


@group.command("receive")
def take_in() -> None:
    """Receive forms: a JSON object with `key`, `form` and `body` a line in, a receipt or a refusal a line out.

    A form that is sent again with its key is answered as it was. What is refused is not kept.
    """
    answer_each_line(_received, _NotAsked)


def _validated(given: object) -> dict[str, Any]:
    form, asked = _form(given)
    return judge(form, asked["body"], known_of(db.session(), asked["body"], clock.today())).verdict.as_answer()


def _received(given: object) -> dict[str, Any]:
    form, asked = _form(given)
    key = asked.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise _NotAsked(f"Le champ « key » doit être un texte de 1 à {LONGEST_KEY} caractères.")
    try:
        return receive(form, asked["body"], key).as_answer()
    except KeyReused:
        raise _NotAsked("Cette clé est celle d'un autre envoi.") from None


def _form(given: object) -> tuple[ClinicForm, dict[str, Any]]:
    """The form that a line is about, and all that it says."""
    form = given.get("form") if isinstance(given, dict) else None
    if isinstance(given, dict) and isinstance(form, str) and form in set(ClinicForm) and "body" in given:
        return ClinicForm(form), given
    raise _NotAsked(f"Un objet JSON avec « form » ({', '.join(ClinicForm)}) et « body » est attendu.")
