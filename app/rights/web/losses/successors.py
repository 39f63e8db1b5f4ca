"""Who could take over: offered in a list, or found by name or address where there are too many for one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app import clock
from app.extensions import db
from app.registry.queries.granters import candidates
from app.registry.queries.people import Member
from app.resolver.steps.granting import Giver
from app.site.web.forms.fields import SelectChoice
from app.vocabulary.accounts import Role
from app.vocabulary.text import folded

#: The name of the button that looks for somebody instead of sending the form.
SEARCH = "chercher"
#: How many people are offered at once.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """Who is offered. `total`: how many could take over; `more`: how many answer the search and are not shown."""

    choices: tuple[SelectChoice, ...]
    total: int
    more: int

    @property
    def is_long(self) -> bool:
        """Say whether there are too many people for one list."""
        return self.total > SHOWN


def offered(
    giver: Giver, leaving: int | Collection[int] = (), find: str = "", chosen: str = "", but_role: Role | None = None
) -> Offer:
    """Return who can be chosen: the answers to the search, and whoever is chosen already.

    `but_role` leaves out who has this role.
    """
    but = {leaving} if isinstance(leaving, int) else leaving
    found = candidates(db.session(), giver.employer_id, giver.space, clock.today(), but=but)
    people = [person for person in found if but_role not in person.roles]
    words = folded(find).split()
    answering = [person for person in people if all(word in _text(person) for word in words)]
    shown = [person for person in people if person.public_id == chosen and person not in answering[:SHOWN]]
    shown += answering[:SHOWN]
    return Offer(tuple(_choice(one) for one in shown), len(people), max(0, len(answering) - SHOWN))


def _text(person: Member) -> str:
    return f"{folded(person.name)} {person.email.lower()}"


def _choice(person: Member) -> SelectChoice:
    return SelectChoice(person.public_id, f"{person.name} ({person.email})" if person.email else person.name)
