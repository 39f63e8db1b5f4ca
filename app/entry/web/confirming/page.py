"""What the pages of a renewed proof receive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _

from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.entry.web.confirming.forms import PasswordForm
    from app.entry.words import Door
    from app.site.queries.pending_forms import WaitingForm


@dataclass(frozen=True, slots=True)
class ProvePage:
    """Proving who one is: a password form, or where the provider asks."""

    title: str
    minutes: int
    door: str
    form: PasswordForm | None
    provider_href: str


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A proof that did not succeed: what happened, and how to try again."""

    title: str
    problem: str
    again_href: str


@dataclass(frozen=True, slots=True)
class ResumePage:
    """What was about to be sent, with the values that the button sends."""

    title: str
    gesture: str
    path: str
    public_id: str
    values: tuple[tuple[str, str], ...]


def prove_page(door: Door, form: PasswordForm | None, destination: str) -> ProvePage:
    """The page before the proof; without a form, the identity provider asks."""
    return ProvePage(
        title=_("Confirmez que c'est bien vous"),
        minutes=current_app.config["FRESH_SIGN_IN_MINUTES"],
        door=label(door),
        form=form,
        provider_href=url_for("confirming.leave", next=destination or None),
    )


def resume_page(waiting: WaitingForm) -> ResumePage:
    """The page after the proof."""
    gesture = label(waiting.moment) if waiting.moment else ""
    return ResumePage(
        title=_("Vous pouvez continuer"),
        gesture=gesture[:1].lower() + gesture[1:],
        path=waiting.path,
        public_id=waiting.public_id,
        values=waiting.values,
    )
