"""What taking back is asked, and what it finds: one item for each thing to put back, or to leave, with why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService

#: Where a right or role is not held. (None is one without an end.)
NOTHING = date.min


@dataclass(frozen=True, slots=True)
class Asked:
    """What `whose` (a person's row) did since an instant in a space of an employer, asked by `acting` at an instant."""

    employer_id: int
    space: Space
    whose: int
    acting: int
    since: datetime
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to put back: about whom (`person_id`, when it is somebody of the space), or which row.

    `public_id` is the person's. `before` and `now`: the first day without the right or role, NOTHING when it was not
    held, None without an end.
    """

    what: TakenBack
    name: str
    person_id: int = 0
    service: OnlineService | None = None
    role: Role | None = None
    before: date | None = None
    now: date | None = None
    row_id: int = 0
    action: AuditAction | None = None
    why_not: NotTakenBack | None = None
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """Everything, in the order in which it is done: what is given back comes before what ends."""

    items: tuple[Item, ...]

    @property
    def doable(self) -> tuple[Item, ...]:
        """Return the items that will be put back."""
        return tuple(item for item in self.items if item.why_not is None)

    @property
    def left(self) -> tuple[Item, ...]:
        """Return the items that stay as they are."""
        return tuple(item for item in self.items if item.why_not is not None)

    @property
    def digest(self) -> str:
        """Return a digest of the plan, by which what is confirmed is what was shown."""
        return hashlib.sha256(repr(self.items).encode()).hexdigest()
