"""Who acts on rights in this request, and how a gesture that cannot be done is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, request
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.registry.queries.people import PersonOfEmployer, person_of_employer
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import granting_ruling
from app.resolver.queries.snapshots import read_snapshot
from app.resolver.steps.granting import Giver, NotGranted, Unknown
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_actor, current_principal
from app.site.web.reasons.sentences import Explained, explained_granting
from app.vocabulary.services import OnlineService


def current_giver() -> Giver:
    """Who is signed in, as the actions on rights want them, and the rights that their page showed.

    Only behind the guard `granter`.
    """
    principal = current_principal()
    if principal.employer_id is None or principal.space is None:
        abort(404)
    return Giver(current_actor(), principal.employer_id, principal.space, read_snapshot(request.form.get("basis", "")))


def owner_of_drafts() -> str:
    """The person to whom what is prepared belongs: it outlasts their session, for as long as drafts do."""
    return current_principal().owner


@contextmanager
def answered() -> Iterator[None]:
    """Answer 404 for whoever is out of reach, and explain what the rules of granting refuse."""
    try:
        yield
    except Unknown:
        abort(404)
    except NotGranted as refused:
        raise _refusal(explained_granting(refused.ruling)) from refused


def _refusal(explained: Explained) -> Refusal:
    return Refusal(explained, _("Les règles ne permettent pas de gérer les droits d'accès aujourd'hui."))


def check_granting_is_open(giver: Giver) -> None:
    """Refuse, with the reasons, before anything is prepared that could not be confirmed."""
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=giver.person_id)
    ruling = granting_ruling(facts, giver.person_id, giver.space, OnlineService.MESSAGING, clock.today())
    if not ruling.allowed:
        raise _refusal(explained_granting(ruling))


def person_or_404(giver: Giver, public_id: str) -> PersonOfEmployer:
    """Somebody who is or was in the giver's space; 404 for anybody else."""
    found = person_of_employer(db.session(), giver.employer_id, giver.space, public_id, clock.today())
    return found or abort(404)
