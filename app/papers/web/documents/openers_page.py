"""« Qui pouvait ouvrir ce document? »: on a day, at an hour, from what was recorded then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.papers.queries.acquaintances import names_of, seen_by
from app.papers.queries.documents import asked_paper
from app.resolver.queries.explanations import who_may_open
from app.resolver.queries.facts import facts_of_employer
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import French, label
from app.site.web.reasons.chain import SpokenStep, spoken_steps
from app.vocabulary.accounts import Role

if TYPE_CHECKING:
    from app.papers.queries.documents import DocumentDetail
    from app.resolver.queries.explanations import Explanation
    from app.site.web.page.moment import Moment, MomentForm


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who could open it, and why. Without a name where the asker may not know it: then their role."""

    name: str
    roles: str
    steps: tuple[SpokenStep, ...]


@dataclass(frozen=True, slots=True)
class OpenersPage:
    """Everybody who could open a document."""

    title: str
    caption: str
    count: str
    known: str
    openers: tuple[Opener, ...]
    filters: MomentForm
    back_href: str


def openers_page(document: DocumentDetail, moment: Moment, filters: MomentForm) -> OpenersPage:
    """The page of a document and a moment."""
    session = db.session()
    facts = facts_of_employer(session, document.employer_id, known_at=moment.known_at)
    found = who_may_open(facts, asked_paper(session, document.id), moment.on, moment.known_at)
    today = facts if moment.known_at is None else facts_of_employer(session, document.employer_id)
    seen = seen_by(session, current_principal(), today, document.id, clock.today())
    names = names_of(session, [one.person_id for one in found if one.person_id in seen])
    return OpenersPage(
        title=_("Qui pouvait ouvrir ce document?"),
        caption=French(document.title),
        count=count_of_openers(len(found), moment),
        known=moment.known,
        openers=tuple(sorted((_opener(one, names) for one in found), key=lambda one: one.name)),
        filters=filters,
        back_href=url_for("documents.show", public_id=document.public_id),
    )


def count_of_openers(number: int, moment: Moment) -> str:
    """How many could, and when."""
    if not number:
        return str(_("Personne ne peut l'ouvrir à l'écran %(when)s.", when=moment.when))
    return str(
        ngettext(
            "%(num)s personne peut l'ouvrir %(when)s.",
            "%(num)s personnes peuvent l'ouvrir %(when)s.",
            number,
            when=moment.when,
        )
    )


def _opener(found: Explanation, names: dict[int, str]) -> Opener:
    roles = roles_in_words(found.roles)
    name = names.get(found.person_id) or _("Une personne dont vous ne voyez pas le nom")
    return Opener(name, roles, spoken_steps(found.steps, found.facts, found.paper))


def roles_in_words(roles: Iterable[Role]) -> str:
    """The roles of somebody, as read."""
    return ", ".join(label(role) for role in sorted(roles))
