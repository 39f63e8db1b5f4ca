"""Propose anew mandates, designations and invitations, and give somebody's own address back.

Each is tried apart: what today's rules refuse is left as it is, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from app.entry.steps.email_addresses import AddressDeclined, restore_address
from app.invitations.steps.designations import designate_again
from app.invitations.steps.invitations import invite_new_user
from app.mandates.steps.mandates import propose_again
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.resolver.steps.granting import Declined, Gesture, NotGranted
from app.resolver.steps.people import Enrolment
from app.taking_back.domain.items import Asked, Item
from app.taking_back.queries.anew import former_address
from app.taking_back.words import TakenBack
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService


def propose_anew(gesture: Gesture, asked: Asked, item: Item) -> bool:
    """Do one item; return False when it is refused, and then nothing of it was done."""
    try:
        with gesture.session.begin_nested():
            _DOING[item.what](gesture, asked, item)
    except (AddressDeclined, Declined, NotGranted):
        return False
    return True


def _mandate(gesture: Gesture, _asked: Asked, item: Item) -> None:
    propose_again(gesture, gesture.session.get_one(Mandate, item.row_id))


def _designation(gesture: Gesture, _asked: Asked, item: Item) -> None:
    designate_again(gesture, gesture.session.get_one(Designation, item.row_id))


def _invitation(gesture: Gesture, _asked: Asked, item: Item) -> None:
    row = gesture.session.get_one(Invitation, item.row_id)
    if row.until_on is None:
        raise LookupError(row.public_id)
    whom = Enrolment(row.given_name, row.family_name, row.email, Language(row.language))
    services = tuple(OnlineService(code) for code in row.services)
    invite_new_user(gesture, whom, services, row.until_on, f"again.{row.public_id}.{gesture.at.isoformat()}")


def _address(gesture: Gesture, asked: Asked, item: Item) -> None:
    person = gesture.session.get_one(Person, item.person_id, with_for_update=True, populate_existing=True)
    restore_address(gesture, person, *former_address(gesture.session, asked, person))


_DOING: dict[TakenBack, Callable[[Gesture, Asked, Item], None]] = {
    TakenBack.ADDRESS_RESTORED: _address,
    TakenBack.MANDATE_PROPOSED: _mandate,
    TakenBack.INVITATION_SENT: _invitation,
    TakenBack.DESIGNATION_PROPOSED: _designation,
}
#: What is done here.
ANEW = frozenset(_DOING)
