"""What a page about a request shows of its threads, on each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.queries.scope import standing
from app.messaging.queries.threads import about_request
from app.messaging.web.lists import since
from app.messaging.words import DeskTurn, Subject, Turn
from app.requests.queries.desk import employer_of
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import label
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.messaging.queries.threads import ThreadName
    from app.requests.models.requests import OnlineRequest
    from app.vocabulary.labels import Labelled


class Talk(NamedTuple):
    """The threads about a request: (text, address, whose turn it is). `write`: where another begins."""

    write: tuple[str, str]
    threads: tuple[tuple[str, str, str], ...]


def talk_about(row: OnlineRequest) -> Talk | None:
    """The threads about a request that was filed, to a reader who may also use the messaging; None for anybody else."""
    ruling, scope = standing(db.session(), current_principal(), clock.today())
    if row.reference is None or not ruling.allowed or OnlineService(row.service) not in scope.services:
        return None
    write = url_for("messaging.new", demande=row.public_id)
    return Talk((_("Écrire à propos de cette demande"), write), _threads(row, "messaging.show", Turn))


def talk_at_desk(row: OnlineRequest) -> Talk | None:
    """The same for the Commission; None for what left the employer's side, which nobody there could answer."""
    if row.part_of_id is not None:
        return None
    employer = employer_of(db.session(), row).public_id
    write = url_for("message_desk.new", employer_id=employer, demande=row.public_id)
    return Talk((_("Écrire à l'employeur"), write), _threads(row, "message_desk.show", DeskTurn))


def _threads(row: OnlineRequest, endpoint: str, words: type[Labelled]) -> tuple[tuple[str, str, str], ...]:
    on = clock.today()
    return tuple(
        (label(Subject(one.subject)), url_for(endpoint, public_id=one.public_id), _turn(one, words))
        for one in about_request(db.session(), row.id, on)
    )


def _turn(one: ThreadName, words: type[Labelled]) -> str:
    return str(
        _("%(whose)s, depuis : %(when)s", whose=label(words(one.turn)), when=since(one.turn_since_at, clock.today()))
    )
