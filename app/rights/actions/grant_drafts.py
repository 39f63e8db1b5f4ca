"""What somebody has prepared in the wizard and not confirmed yet: for whom, until when, which services.

A draft belongs to one person, one employer and one space, and lasts two hours. It is nothing in the database: until
it is confirmed, nothing has happened. Its token makes the confirmation happen once, however often it is sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from flask import current_app

from app import clock
from app.delivery.received.uploads import UploadFolder, get_uploads
from app.resolver.steps.granting import Giver
from app.resolver.steps.people import Enrolment
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """A right being prepared: for `person` (a public identifier), for several `people` at once, or for somebody to
    enrol, until the day before `until_on`.

    `done` is the person who received it, once confirmed; `back` is the page from which one came, to return to.
    """

    token: str
    employer_id: int
    space: Space
    person: str = ""
    people: tuple[str, ...] = ()
    enrolment: Enrolment | None = None
    until_on: date | None = None
    services: tuple[OnlineService, ...] = ()
    done: str = ""
    back: str = ""

    @property
    def has_person(self) -> bool:
        """Whether it is known for whom."""
        return bool(self.person or self.people or self.enrolment)


def start_draft(giver: Giver, owner: str, **chosen: Any) -> GrantDraft:
    """Begin to prepare a right, with what is chosen already; what others left for too long is removed."""
    folder = _folder()
    folder.sweep(clock.ticking() - delays.DRAFT)
    return _keep(GrantDraft(folder.new(), giver.employer_id, giver.space, **chosen), owner)


def find_draft(token: str, giver: Giver, owner: str) -> GrantDraft | None:
    """The draft of that token; None if it is another person's, of another employer or space, or gone."""
    details = _folder().details(token, owner, clock.ticking() - delays.DRAFT)
    if not details or "services" not in details:
        return None
    draft = _restored(details)
    return draft if (draft.employer_id, draft.space) == (giver.employer_id, giver.space) else None


def change_draft(draft: GrantDraft, owner: str, **chosen: Any) -> GrantDraft:
    """Keep what was chosen on one page of the wizard."""
    return _keep(replace(draft, **chosen), owner)


def _folder() -> UploadFolder:
    return get_uploads(current_app._get_current_object())  # type: ignore[attr-defined]


def _keep(draft: GrantDraft, owner: str) -> GrantDraft:
    said = asdict(draft)
    said["until_on"] = draft.until_on.isoformat() if draft.until_on else None
    _folder().keep(draft.token, owner, said, clock.ticking())
    return draft


def _restored(details: dict[str, Any]) -> GrantDraft:
    enrolment, until_on = details["enrolment"], details["until_on"]
    return GrantDraft(
        **details
        | {
            "space": Space(details["space"]),
            "people": tuple(details.get("people", ())),
            "enrolment": Enrolment(**enrolment | {"language": Language(enrolment["language"])}) if enrolment else None,
            "until_on": date.fromisoformat(until_on) if until_on else None,
            "services": tuple(OnlineService(code) for code in details["services"]),
        }
    )
