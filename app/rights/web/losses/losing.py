"""Confirming that somebody loses something: what it leaves, who takes over, and what must be understood first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import ValidationError

from app.resolver.steps.granting import Declined, Giver
from app.rights.steps.covering import Uncovered
from app.rights.web.grants.forms import RightsForm
from app.rights.web.losses.coverage import CoverageView, coverage_view
from app.rights.web.losses.successors import SEARCH, offered
from app.site.web.forms.duty import check_duty, duty_field
from app.site.web.forms.fields import SelectChoice
from app.site.web.forms.gesture import GesturePage
from app.site.web.forms.giver import answered
from app.site.web.page.filters import label

T = TypeVar("T")


class LossForm(RightsForm):
    """Who takes over, and whether whoever confirms has understood what is left to nobody.

    Where many could take over, a few are offered and a search finds the others: it sends the form without doing
    anything, so that nothing chosen is lost.
    """

    find = StringField(lazy("Chercher qui prend la suite, par nom ou par courriel"))
    successor = SelectField(
        lazy("Qui prend la suite? (facultatif)"),
        choices=[],
        default="",
        description=lazy("Cette personne reçoit les mêmes droits, jusqu'aux mêmes jours, dans le même geste."),
    )
    duty = duty_field(required=False, hint=lazy("Si quelqu'un prend la suite."))
    accepted = BooleanField("")
    nobody = lazy("Personne pour l'instant")

    def __init__(self, giver: Giver, leaving: int | Collection[int], **options: Any) -> None:
        super().__init__(**options)
        self.offer = offered(giver, leaving, self.find.data or "", self.successor.data or "")
        self.successor.choices = [SelectChoice("", str(self.nobody)), *self.offer.choices]

    @property
    def is_searching(self) -> bool:
        """Say whether the form searches for somebody, so that nothing is done yet."""
        return SEARCH in request.form

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """As for any form, but for a search."""
        return not self.is_searching and bool(super().validate_on_submit(extra_validators))

    def validate_duty(self, field: BooleanField) -> None:
        """Whoever takes over receives rights: the duty that goes with them is said."""
        if self.successor.data:
            check_duty(field)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the successor and the acceptance, as the actions receive them."""
        return {"successor": self.successor.data, "accepted": self.accepted.data}

    @property
    def has_candidates(self) -> bool:
        """Say whether anybody could take over."""
        return self.offer.total > 0

    def asks_to_accept(self, view: CoverageView) -> bool:
        """Label the box of acceptance with what would be left, and say whether it must be ticked."""
        self.accepted.label.text = view.accept
        return bool(view.accept)

    def must_accept(self) -> None:
        """Refuse the form: a hole must be accepted, or somebody chosen. Nothing was done."""
        if self.successor.data:
            problem = _("Cette personne ne comble pas le vide : cochez la case, ou choisissez quelqu'un d'autre.")
        else:
            problem = _("Cochez la case pour confirmer, ou choisissez qui prend la suite.")
        self.accepted.errors = [problem]


class SuccessorForm(LossForm):
    """The same where somebody must take over."""

    nobody = lazy("Choisissez une personne")

    def __init__(self, giver: Giver, leaving: int | Collection[int], **options: Any) -> None:
        super().__init__(giver, leaving, **options)
        self.successor.label.text = _("Qui la remplace?")
        self.successor.description = self.duty.description = ""

    def validate_successor(self, field: SelectField) -> None:
        """Refuse a form without a successor."""
        if not field.data:
            raise ValidationError(_("Choisissez qui la remplace."))


@dataclass(frozen=True, slots=True)
class LossPage(GesturePage):
    """A loss to confirm, and what it leaves.

    `coverage` is None for a gesture that takes nothing away. `offers_successor` and `must_accept` say which fields
    of the form are shown.
    """

    coverage: CoverageView | None = None
    offers_successor: bool = False
    must_accept: bool = False
    links: tuple[tuple[str, str], ...] = ()
    is_possible: bool = True


def attempt(form: LossForm, back_href: str, act: Callable[[], T]) -> T | CoverageView | Response:
    """Try a gesture, and return what it did.

    A hole that it would leave is returned in words, and the form then asks to accept it. A refusal leads to the page of
    `back_href`, which says why.
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
