"""Every kind of refusal: how somebody comes to it, and what it then says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update

from app.registry.models.accounts import Account
from app.registry.models.mandates import Mandate
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.absences import make_absence
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import let_in, open_person_session, sign_in_person
from tests.factories.withdrawals import make_withdrawal
from tests.scenes.reading_room import ReadingRoom

Arrange = Callable[[ReadingRoom, Any], Person]
#: A session that was open on the last day, and the page that it asks for on the next.
LATE, AFTER_MIDNIGHT = "2026-03-02T23:50", "2026-03-03T00:10"
ASK = ("Demander ce droit d'accès", "/demander-un-acces/suivi-des-dossiers")
COMMISSION = ("Joindre la Commission", "/aide#sans-ecran")
OTHERWISE = ("Fermer cette session et en ouvrir une autre", "/deconnexion")
OPEN = "oui oui oui non"


def somebody(room: ReadingRoom, role: Role = Role.USER, space: Space = Space.CLICSEQUR, **values: Any) -> Person:
    person = make_person(room.session, given_name="Odile", family_name="Roberge")
    make_membership(room.session, person, room.employer, role, space, **values)
    return person


def enter(room: ReadingRoom, person: Person, space: Space = Space.CLICSEQUR) -> Person:
    room.session.commit()
    sign_in_person(room.client, person, space)
    return person


def without_a_right(room: ReadingRoom, _clock: Any) -> Person:
    return enter(room, somebody(room))


def before_the_services_open(room: ReadingRoom, clock_at: Any) -> Person:
    clock_at("2020-01-15T10:00")
    return enter(room, room.reader)


def awaiting_withdrawal(room: ReadingRoom, _clock: Any) -> Person:
    make_account(room.session, room.employer, Space.GUICHET_SST)
    return enter(room, room.reader)


def withdrawn_without_notice(room: ReadingRoom, clock_at: Any) -> Person:
    make_withdrawal(room.session, room.employer, date(2026, 2, 1))
    return awaiting_withdrawal(room, clock_at)


def with_codes(room: ReadingRoom, _clock: Any) -> Person:
    make_account(room.session, room.employer, Space.CNESST_CODES)
    return enter(room, somebody(room, space=Space.CNESST_CODES), Space.CNESST_CODES)


def account_closed(room: ReadingRoom, _clock: Any) -> Person:
    room.session.execute(update(Account).values(until_on=date(2026, 3, 2)))
    return enter(room, room.reader)


def health_professional(room: ReadingRoom, _clock: Any) -> Person:
    return enter(room, somebody(room, Role.HEALTH_PROFESSIONAL))


def of_a_firm(room: ReadingRoom, **mandate: Any) -> tuple[Person, Mandate]:
    """Somebody of a firm, assigned to its mandate and signed in for it."""
    firm, person = make_firm(room.session), make_person(room.session, given_name="Odile", family_name="Roberge")
    make_firm_member(room.session, firm, person)
    found = make_mandate(room.session, room.employer, firm, room.rse, **mandate)
    held = {"until_on": found.until_on, "mandate_id": found.id}
    make_membership(room.session, person, room.employer, **held)
    make_grant(room.session, person, room.employer, OnlineService(found.services[0]), **held)
    room.session.commit()
    let_in(room.client, open_person_session(person, neq=[firm.neq]))
    room.client.get("/services-en-ligne")
    return person, found


def unassigned(room: ReadingRoom, _clock: Any) -> Person:
    person, mandate = of_a_firm(room)
    for table in (Membership, AccessGrant):
        room.session.execute(update(table).where(table.mandate_id == mandate.id).values(until_on=date(2026, 3, 2)))
    room.session.commit()
    return person


def mandate_over(room: ReadingRoom, clock_at: Any) -> Person:
    clock_at(LATE)
    person, _mandate = of_a_firm(room, until_on=date(2026, 3, 3))
    room.session.commit()
    clock_at(AFTER_MIDNIGHT)
    return person


def for_the_firm_alone(room: ReadingRoom, _clock: Any) -> Person:
    person, _mandate = of_a_firm(room, services=[OnlineService.REVIEW])
    make_membership(room.session, person, room.employer)
    make_grant(room.session, person, room.employer)
    room.session.commit()
    return person


def role_ended(room: ReadingRoom, clock_at: Any) -> Person:
    clock_at(LATE)
    person = enter(room, somebody(room, until_on=date(2026, 3, 3)))
    clock_at(AFTER_MIDNIGHT)
    return person


def stand_in_over(room: ReadingRoom, clock_at: Any) -> Person:
    clock_at(LATE)
    person, days = somebody(room), (date(2026, 2, 20), date(2026, 3, 3))
    absence = make_absence(room.session, room.reader, person, room.employer, days)
    make_grant(room.session, person, room.employer, from_on=days[0], until_on=days[1], absence_id=absence.id)
    enter(room, person)
    room.client.get("/dossiers")
    clock_at(AFTER_MIDNIGHT)
    return person


@dataclass(frozen=True)
class Case:
    """One kind of refusal. `links`: whether each link holds, in order; `staff`: how the staff's answer begins.

    `own` and `others`: how what the person can do, and what others must, begins; without them, `change` and `who`.
    """

    arrange: Arrange
    links: str
    answer: str
    rules: tuple[str, ...]
    change: str
    who: str
    way: tuple[str, str] | None
    staff: str = "Non : "
    status: int = 403
    own: str = ""
    others: str = ""


NOT_ASKED = "sans objet"
RSE = "Une ou un responsable des services électroniques (RSE) de l'employeur."
NO_ROLE = f"{NOT_ASKED} non {NOT_ASKED} {NOT_ASKED}"
CASES = [
    Case(
        without_a_right,
        "oui oui non oui",
        "Vous n'avez pas le droit d'accès au suivi des dossiers",
        ("A1", "A2", "A7", "A4"),
        "Demander que ce droit d'accès soit accordé",
        RSE,
        ASK,
        own="Demandez ce droit d'accès",
    ),
    Case(
        before_the_services_open,
        OPEN,
        "Le suivi des dossiers n'est pas encore ouvert.",
        ("A1", "A2", "A12", "A4"),
        "Attendre l'ouverture des services, le 3 février 2020.",
        "les services ouvrent d'eux-mêmes",
        None,
        staff="Pas encore : ",
        others="Les services ouvrent le 3 février 2020",
    ),
    Case(
        awaiting_withdrawal,
        OPEN,
        "ses documents arrivent par la poste",
        ("A1", "A2", "A12", "A5"),
        "Attendre le jour du retrait du papier",
        "La Commission, qui fixe ce jour.",
        COMMISSION,
        staff="Pas encore : ",
        others="La Commission doit retirer le papier",
    ),
    Case(
        withdrawn_without_notice,
        OPEN,
        "ses documents arrivent par la poste",
        ("A1", "A2", "A12", "A6"),
        "Consigner le préavis",
        "La Commission.",
        COMMISSION,
        staff="Pas encore : ",
        others="La Commission doit donner d'avance",
    ),
    Case(
        with_codes,
        "oui oui non non",
        "seule la messagerie sécurisée est ouverte",
        ("A1", "A2", "A9", "A3"),
        "Ouvrir une session à Mon espace employeur",
        "La personne elle-même",
        OTHERWISE,
        own="Ouvrez une session à Mon espace employeur",
    ),
    Case(
        account_closed,
        f"non {NOT_ASKED} {NOT_ASKED} {NOT_ASKED}",
        "L'employeur ne détient pas aujourd'hui le compte",
        ("A1",),
        "Ouvrir une session avec un compte actif",
        "pour rouvrir le compte, l'employeur",
        OTHERWISE,
        own="Ouvrez une session avec un compte actif",
    ),
    Case(
        health_professional,
        f"oui non {NOT_ASKED} {NOT_ASKED}",
        "Le suivi des dossiers est réservé à l'employeur.",
        ("A1", "A2"),
        "Rien ne changerait cette réponse.",
        "Personne.",
        ("Voir les papiers médicaux", "/papiers-medicaux"),
    ),
    Case(
        unassigned,
        NO_ROLE,
        "Vous n'agissez plus pour Ateliers Boréal inc. dans cette session.",
        (),
        "Être affecté de nouveau au mandat.",
        "Une administratrice ou un administrateur du cabinet.",
        None,
        status=200,
    ),
    Case(
        mandate_over,
        NO_ROLE,
        "Le mandat que l'employeur avait donné au cabinet n'est plus en vigueur.",
        (),
        "Donner un nouveau mandat au cabinet",
        "Qui accorde les droits chez l'employeur; puis",
        None,
        status=200,
    ),
    Case(
        for_the_firm_alone,
        "oui oui non oui",
        "Vous détenez ce droit, mais la session que vous avez ouverte n'y donne pas accès.",
        ("A1", "A2", "A4"),
        "Ouvrir une session pour l'employeur lui-même",
        "La personne elle-même.",
        OTHERWISE,
        staff="Oui : ",
        own="Ouvrez une session pour l'employeur lui-même",
    ),
    Case(
        role_ended,
        NO_ROLE,
        "Un droit tient à un rôle, et cette personne n'en a aucun ce jour-là",
        (),
        "Inscrire la personne dans cet espace.",
        "les RSE à clicSÉQUR-Entreprises",
        None,
        status=200,
    ),
    Case(
        stand_in_over,
        "oui oui non oui",
        "Vous n'avez pas le droit d'accès au suivi des dossiers",
        ("A1", "A2", "A7", "A4"),
        "Demander que ce droit d'accès soit accordé",
        RSE,
        ASK,
        own="Demandez ce droit d'accès",
    ),
]
