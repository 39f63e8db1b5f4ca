"""What the page that undoes a removal receives."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.registry.queries.people import PersonOfEmployer
from app.rights.web.grants.forms import DutyForm
from app.rights.web.grants.page import end_in_words
from app.site.web.forms.duty import count_duty
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import instant, label
from app.taking_back.domain.items import Item
from app.taking_back.queries.removals import Undoable
from app.vocabulary.services import SENSITIVE_SERVICES


def undo_page(person: PersonOfEmployer, undoable: Undoable, form: DutyForm) -> GesturePage:
    """What comes back, and what stays ended."""
    count_duty(form.duty, 1, sum(item.service in SENSITIVE_SERVICES for item in undoable.items))
    return GesturePage(
        title=_("Annuler le retrait"),
        caption=person.name,
        form=form,
        rows=tuple(_row(item) for item in undoable.items),
        sentences=(
            _("Ce qui est ci-dessus est rendu aujourd'hui, avec la même échéance qu'avant, dans cet espace."),
            *_stays_ended(undoable),
            _(
                "Cela se fait d'un coup jusqu'au %(until)s; ensuite, accordez de nouveau chaque droit.",
                until=instant(undoable.until),
            ),
        ),
        button=_("Annuler le retrait"),
        kind="primary",
        back_href=url_for("access.person", person=person.public_id),
    )


def _row(item: Item) -> tuple[str, str]:
    held = item.role or item.service
    return label(held) if held else "", end_in_words(item.before)


def _stays_ended(undoable: Undoable) -> Iterator[str]:
    if undoable.lost.keys() - {"sessions"}:
        yield _("Ses absences, ses demandes d'accès et ses invitations restent terminées : refaites-les au besoin.")
    if undoable.designated:
        yield _(
            "Sa désignation comme professionnelle ou professionnel de la santé reste terminée : refaites-la au besoin."
        )
    if undoable.elsewhere:
        yield _("Dans l'autre espace, rien n'est rendu d'ici : c'est à qui y accorde les droits de le faire.")
    if undoable.successor:
        yield _("La personne qui a pris la suite garde ce qu'elle a reçu.")
    yield _("Ses sessions restent fermées : elle se connecte de nouveau.")
