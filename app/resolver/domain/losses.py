"""What somebody would lose: the question of every « what if » before a right, a role or a person goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.resolver.queries.facts import Held


@dataclass(frozen=True, slots=True)
class Loss:
    """Somebody loses something from the Quebec day `from_on` on, in one space or in all of them (`space` None).

    `services` None: every role and every right, as for somebody who left; a designated health professional stays
    designated. Otherwise the rights to these services, and the roles in `roles` (none unless said). `mandate_id`: only
    what is held through that mandate.
    """

    person_id: int
    space: Space | None
    services: frozenset[OnlineService] | None
    from_on: date
    roles: frozenset[Role] = frozenset()
    mandate_id: int | None = None

    def takes_role(self, role: Held) -> bool:
        """Whether a role is lost."""
        if not self._is_theirs(role):
            return False
        return role.what in self.roles or (self.services is None and role.what != Role.HEALTH_PROFESSIONAL)

    def takes_right(self, right: Held) -> bool:
        """Whether a right to a service is lost."""
        return self._is_theirs(right) and (self.services is None or right.what in self.services)

    def _is_theirs(self, held: Held) -> bool:
        through_it = self.mandate_id in (None, held.mandate_id)
        return through_it and held.person_id == self.person_id and self.space in (None, held.space)


def roles_left(rows: Iterable[Held], losses: Iterable[Loss]) -> list[Held]:
    """The same roles, each ended on the day on which it is lost; what would never have begun is left out."""
    every = tuple(losses)
    return _left((row, [loss.from_on for loss in every if loss.takes_role(row)]) for row in rows)


def rights_left(rows: Iterable[Held], losses: Iterable[Loss]) -> list[Held]:
    """The same of rights to services."""
    every = tuple(losses)
    return _left((row, [loss.from_on for loss in every if loss.takes_right(row)]) for row in rows)


def _left(rows: Iterable[tuple[Held, list[date]]]) -> list[Held]:
    shortened = (row._replace(until_on=min([*days, row.end])) if days else row for row, days in rows)
    return [row for row in shortened if not row.is_empty]
