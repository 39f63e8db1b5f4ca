"""Confirming that somebody loses something: what it leaves, who takes over, and what must be understood first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flask import flash, redirect
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from app import clock
from app.actions.covering import Uncovered
from app.actions.granting import Declined, Giver
from app.extensions import db
from app.queries.granters import candidates
from app.web.access.coverage import CoverageView, coverage_view
from app.web.access.forms import RightsForm
from app.web.access.giver import answered
from app.web.fields import SelectChoice
from app.web.filters import label

if TYPE_CHECKING:
    from app.queries.people import Member
    from app.web.fields import Form

T = TypeVar("T")


class LossForm(RightsForm):
    """Who takes over, and whether whoever confirms has understood what is left to nobody."""

    successor = SelectField(
        lazy("Qui prend la suite? (facultatif)"),
        choices=[],
        default="",
        description=lazy("Cette personne reçoit les mêmes droits, jusqu'aux mêmes jours, dans le même geste."),
    )
    accepted = BooleanField("")

    def __init__(self, giver: Giver, leaving_id: int, **options: Any) -> None:
        super().__init__(**options)
        people = candidates(db.session(), giver.employer_id, giver.space, clock.today(), but={leaving_id})
        self.people = [_choice(person) for person in people]
        self.successor.choices = [SelectChoice("", _("Personne pour l'instant")), *self.people]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the actions receive."""
        return {"successor": self.successor.data, "accepted": self.accepted.data}

    @property
    def has_candidates(self) -> bool:
        """Whether anybody could take over."""
        return bool(self.people)

    def asks_to_accept(self, view: CoverageView) -> bool:
        """Whether a hole would be left, that whoever confirms must say they understand."""
        self.accepted.label.text = view.accept
        return bool(view.accept)

    def must_accept(self) -> None:
        """Nothing was done: a hole must be understood, or somebody chosen."""
        if self.successor.data:
            problem = _("Cette personne ne comble pas le vide : cochez la case, ou choisissez quelqu'un d'autre.")
        else:
            problem = _("Cochez la case pour confirmer, ou choisissez qui prend la suite.")
        self.accepted.errors = [problem]


class SuccessorForm(LossForm):
    """The same where somebody must take over."""

    def __init__(self, giver: Giver, leaving_id: int, **options: Any) -> None:
        super().__init__(giver, leaving_id, **options)
        self.successor.label.text = _("Qui la remplace?")
        self.successor.description = ""
        self.successor.choices = [SelectChoice("", _("Choisissez une personne")), *self.people]

    def validate_successor(self, field: SelectField) -> None:
        """Somebody is chosen."""
        if not field.data:
            raise ValidationError(_("Choisissez qui la remplace."))


def _choice(person: Member) -> SelectChoice:
    return SelectChoice(person.public_id, f"{person.name} ({person.email})" if person.email else person.name)


@dataclass(frozen=True, slots=True)
class LossPage:
    """A loss to confirm: on whom, what it does, what it leaves, and the way back.

    `coverage` is None for a gesture that takes nothing away. `offers_successor` and `must_accept` say which fields
    of the form are shown.
    """

    title: str
    caption: str
    form: Form
    rows: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    button: str
    back_href: str
    coverage: CoverageView | None = None
    offers_successor: bool = False
    must_accept: bool = False
    links: tuple[tuple[str, str], ...] = ()
    is_possible: bool = True


def attempt(form: LossForm, back_href: str, act: Callable[[], T]) -> T | CoverageView | Response:
    """Do a gesture: what it did; or the hole that it would leave, which the form then asks to understand; or the page
    of `back_href`, where what declines it is said.
    """
    try:
        with answered():
            return act()
    except Uncovered as hole:
        view = coverage_view(hole.coverage)
        form.must_accept()
        return view
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(back_href)
