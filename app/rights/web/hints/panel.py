"""What the page of a person says of the use of their rights, and of those that end soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.rights.queries.hints import hints
from app.rights.words.hints import HintKind
from app.site.web.forms.giver import current_giver
from app.site.web.page.filters import label
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.registry.queries.people import PersonOfEmployer
    from app.resolver.queries.facts import EmployerFacts
    from app.resolver.queries.grants import Right
    from app.rights.queries.hints import Hint


@dataclass(frozen=True, slots=True)
class UsePanel:
    """What use suggests, with its two gestures; `text` is empty without a hint. `ends_href`: where some right ends."""

    text: str
    revoke_href: str
    keep_href: str
    ends_href: str


def use_panel(person: PersonOfEmployer, facts: EmployerFacts, rights: Sequence[Right]) -> UsePanel:
    """The panel of one person. One statement."""
    giver = current_giver()
    found = hints(db.session(), facts, giver.space, clock.today(), [person.person_id])
    hint = found.get(person.person_id)
    soon = any(right.ends_soon for right in rights)
    return UsePanel(
        text=_said(hint) if hint else "",
        revoke_href=url_for("access.revoke", person=person.public_id, service=OnlineService.FILE_FOLLOWUP),
        keep_href=url_for("access_hints.keep", person=person.public_id),
        ends_href=url_for("access_ends.index") if soon and not person.represents else "",
    )


def _said(hint: Hint) -> str:
    if hint.kind is HintKind.NEVER_USED:
        return str(_("Cette personne peut suivre les dossiers, mais n'a ouvert aucun document depuis un an."))
    category = hint.category or Category.FINANCIAL
    return str(
        _(
            "Depuis un an, cette personne n'a ouvert que des documents de la catégorie « %(category)s ».",
            category=label(category),
        )
    )
