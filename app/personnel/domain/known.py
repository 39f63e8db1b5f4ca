"""What the table of the personnel department is compared with: who is known at the employer, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.vocabulary.personnel import CellProblem, NotTaken
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

Rights = dict[OnlineService, date | None]
Later = dict[OnlineService, tuple[date, date | None]]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the employer knows or knew. `here`: a user in the space that day.

    `rights`: their own rights of that day, with the first day without each (None: no end); what they hold as a stand-in
    or for a firm is not among them. `later`: those that are to begin, with their first day and the first without them.
    `leaves_on`: the first day without their role, if it has an end. `kept`: why the
    table changes nothing about them; `name_kept`: why it does not change their name; `grants_elsewhere`: they grant in
    another space of the employer.
    """

    person_id: int
    public_id: str
    given_name: str
    family_name: str
    email: str
    language: str
    here: bool = False
    rights: Rights = field(default_factory=dict)
    later: Later = field(default_factory=dict)
    leaves_on: date | None = None
    kept: CellProblem | None = None
    name_kept: NotTaken | None = None
    grants_elsewhere: bool = False

    @property
    def name(self) -> str:
        """Given and family name, as read aloud."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class PersonnelState:
    """Everything about one space of an employer that a plan is made from. `invited`: addresses that wait, folded.

    `basis` is a digest of it: two plans made from the same basis are the same. `longest`: the first day that is too
    far for a right.
    """

    on: date
    longest: date
    people: tuple[Known, ...]
    invited: frozenset[str]
    basis: str


def homonym_key(given_name: str, family_name: str) -> str:
    """What two people of the same name share, accents and case aside."""
    return folded(family_name, given_name)
