"""Who of the staff may open what: every page of the Commission × every kind of person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.actions.worker import deliver
from app.ledger.actions.alarms import report
from app.ledger.models.alarms import Alarm
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps.alarms import About
from app.vocabulary.accounts import Role, StaffRole
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from tests.factories.accounts import make_account
from tests.factories.cohorts import make_cohort
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_proposal, make_simulation
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="guards ask nothing that differs between databases")

AGENT, ADMINISTRATOR, AUDITOR = StaffRole.AGENT, StaffRole.ADMINISTRATOR, StaffRole.AUDITOR
EVERY, HANDLERS, LOOKING = frozenset(StaffRole), frozenset({AGENT, ADMINISTRATOR}), frozenset({ADMINISTRATOR, AUDITOR})
ONLY = frozenset({ADMINISTRATOR})
#: Each page: who may open it, and by which method. {names} are those of `Place`.
PAGES: dict[str, tuple[frozenset[StaffRole], str, str]] = {
    "employers.index": (EVERY, "GET", "/employeurs"),
    "employers.show": (EVERY, "GET", "/employeurs/{employer}"),
    "deposits.new": (HANDLERS, "GET", "/depots/nouveau"),
    "deposits.choose_file": (HANDLERS, "GET", "/depots/nouveau/{employer}"),
    "deposits.describe": (HANDLERS, "GET", "/depots/nouveau/{employer}/{file}"),
    "deposits.confirm": (HANDLERS, "GET", "/depots/apercu/{token}"),
    "deposits.done": (HANDLERS, "GET", "/depots/faits/{notice}"),
    "imputations.new": (HANDLERS, "GET", "/imputations/nouvelle"),
    "imputations.choose_employer": (HANDLERS, "GET", "/imputations/nouvelle/{file}"),
    "imputations.choose_day": (HANDLERS, "GET", "/imputations/nouvelle/{file}/{employer}"),
    "imputations.confirm": (HANDLERS, "GET", "/imputations/apercu/{token}"),
    "imputations.done": (HANDLERS, "GET", "/imputations/faites/{notice}"),
    "notices.index": (EVERY, "GET", "/avis"),
    "notices.sendings": (EVERY, "GET", "/avis/envois"),
    "notices.exceptions": (EVERY, "GET", "/avis/exceptions"),
    "notices.export_exceptions": (EVERY, "POST", "/avis/exceptions/export.csv"),
    "notices.settle": (HANDLERS, "GET", "/avis/exceptions/{employer}/email_refused/classer"),
    "notices.alarms": (EVERY, "GET", "/avis/alarmes"),
    "notices.set_alarm_aside": (HANDLERS, "GET", "/avis/alarmes/{alarm}/mettre-de-cote"),
    "notices.try_alarm_again": (HANDLERS, "POST", "/avis/alarmes/{alarm}/essayer"),
    "notices.show": (EVERY, "GET", "/avis/{notice}"),
    "notices.batches": (HANDLERS, "GET", "/avis/lots"),
    "notices.batch": (HANDLERS, "GET", "/avis/lots/{day}"),
    "notices.manifest": (HANDLERS, "GET", "/avis/lots/{day}/manifeste.csv"),
    "notices.letter": (HANDLERS, "GET", "/avis/lettres/{letter}.pdf"),
    "letters.handover": (HANDLERS, "GET", "/avis/lots/{day}/remise"),
    "letters.returns": (HANDLERS, "GET", "/avis/lettres/retournees"),
    "letters.returns_file": (HANDLERS, "POST", "/avis/lettres/retournees/fichier"),
    "withdrawals.index": (LOOKING, "GET", "/retrait-du-papier"),
    "withdrawals.employer": (LOOKING, "GET", "/retrait-du-papier/{employer}"),
    "withdrawals.change_date": (ONLY, "GET", "/retrait-du-papier/{employer}/date"),
    "withdrawals.cancel_date": (ONLY, "GET", "/retrait-du-papier/{employer}/annulation"),
    "withdrawals.prior_notice": (ONLY, "GET", "/retrait-du-papier/{employer}/preavis"),
    "withdrawals.return_to_paper": (ONLY, "GET", "/retrait-du-papier/{employer}/retour"),
    "withdrawals.return_at_once": (ONLY, "GET", "/retrait-du-papier/{employer}/retour-immediat"),
    "withdrawal_watch.index": (ONLY, "GET", "/retrait-du-papier/surveillance"),
    "cohorts.index": (LOOKING, "GET", "/cohortes-de-retrait"),
    "cohorts.show": (LOOKING, "GET", "/cohortes-de-retrait/{cohort}"),
    "cohorts.choose": (ONLY, "GET", "/cohortes-de-retrait/choix"),
    "cohorts.new": (ONLY, "GET", "/cohortes-de-retrait/nouvelle"),
    "cohorts.change": (ONLY, "GET", "/cohortes-de-retrait/{cohort}/liste"),
    "cohorts.change_date": (ONLY, "GET", "/cohortes-de-retrait/{cohort}/date"),
    "cohorts.cancel_date": (ONLY, "GET", "/cohortes-de-retrait/{cohort}/annulation"),
    "cohorts.everybody": (ONLY, "POST", "/cohortes-de-retrait/tous"),
    "simulations.index": (LOOKING, "GET", "/retrait-du-papier/simulations"),
    "simulations.ask": (ONLY, "POST", "/retrait-du-papier/simulations"),
    "simulations.compare": (LOOKING, "GET", "/retrait-du-papier/simulations/comparaison"),
    "simulations.show": (LOOKING, "GET", "/retrait-du-papier/simulations/{simulation}"),
    "simulations.stop": (ONLY, "POST", "/retrait-du-papier/simulations/{simulation}/arret"),
    "simulations.export": (LOOKING, "POST", "/retrait-du-papier/simulations/{simulation}/export.csv"),
    "withdrawal_proposals.index": (LOOKING, "GET", "/propositions-de-retrait"),
    "withdrawal_proposals.show": (LOOKING, "GET", "/propositions-de-retrait/{proposal}"),
    "withdrawal_proposals.approve": (ONLY, "POST", "/propositions-de-retrait/{proposal}/approbation"),
    "withdrawal_proposals.refuse": (ONLY, "GET", "/propositions-de-retrait/{proposal}/refus"),
    "withdrawal_proposals.take_back": (ONLY, "POST", "/propositions-de-retrait/{proposal}/reprise"),
    "prior_letters.letters": (ONLY, "GET", "/retrait-du-papier/{employer}/preavis/lettres"),
    "audit.index": (LOOKING, "GET", "/journal"),
    "audit.narrow": (LOOKING, "POST", "/journal"),
    "audit.export": (LOOKING, "POST", "/journal/export.csv"),
}
#: Asked elsewhere: what was put aside is another session's for everybody here.
ELSEWHERE = {"deposits.content"}
FEATURES = {name.partition(".")[0] for name in PAGES}


@dataclass(frozen=True)
class Place:
    """The rows that the addresses name."""

    employer: str
    file: str
    notice: str
    letter: str
    day: date
    alarm: str
    proposal: str
    cohort: str
    simulation: str
    token: str = "x" * 24


@pytest.fixture
def place(app: Flask, session: Session) -> Place:
    """An employer by post, with a letter in a batch, a file."""
    app.config["WTF_CSRF_ENABLED"] = False
    employer = make_employer(session)
    make_account(session, employer)
    file = make_file(session, employer)
    notice = deposit_document(session, file, issued_on=date(2026, 3, 2))
    while deliver():
        pass
    report(AlarmCode.EMAIL_NOT_COMPOSED, About(AlarmSubject.EMAIL, 1))
    proposal = make_proposal(session, employer, make_staff(session))
    cohort = make_cohort(session, [employer], make_staff(session))
    simulation = make_simulation(session, employer, make_staff(session))
    session.commit()
    session.expire_all()
    return Place(
        employer.public_id,
        file.public_id,
        notice.public_id,
        session.scalars(select(Letter.public_id)).one(),
        session.scalars(select(LetterBatch.batch_on)).one(),
        session.scalars(select(Alarm.public_id)).one(),
        proposal.public_id,
        cohort.public_id,
        simulation.public_id,
    )


def test_the_matrix_has_a_row_for_every_page_of_the_commission(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in FEATURES}
    assert endpoints == set(PAGES) | ELSEWHERE


@pytest.mark.parametrize("role", [*StaffRole, None])
def test_each_kind_of_staff_opens_what_is_theirs_and_nothing_else(
    app: Flask, session: Session, client: PageClient, place: Place, role: StaffRole | None
) -> None:
    member = make_staff(session, roles=[role.value] if role else [])
    session.commit()
    sign_in_staff(client, member)
    wrong = {}
    for endpoint, (roles, method, address) in PAGES.items():
        allowed = role in roles
        response = client.raw.open(address.format(**place.__dict__), method=method)
        if (response.status_code in {200, 302}) != allowed or (not allowed and response.status_code != 404):
            wrong[endpoint] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("kind", ["visitor", "rse"])
def test_nobody_else_opens_any_of_it(session: Session, client: PageClient, place: Place, kind: str) -> None:
    if kind == "rse":
        person = make_person(session)
        employer = make_employer(session)
        make_account(session, employer)
        make_membership(session, person, employer, Role.RSE)
        session.commit()
        sign_in_person(client, person)
    for endpoint, (_roles, method, address) in PAGES.items():
        response = client.raw.open(address.format(**place.__dict__), method=method)
        if kind == "rse":
            assert response.status_code == 404, endpoint
        else:
            assert (response.status_code, "/entree" in response.headers["Location"]) == (302, True), endpoint


@pytest.mark.parametrize("address", [address for _roles, method, address in PAGES.values() if "{" in address])
def test_what_an_address_names_must_exist(session: Session, client: PageClient, place: Place, address: str) -> None:
    member = make_staff(session, AGENT, ADMINISTRATOR, AUDITOR)
    session.commit()
    sign_in_staff(client, member)
    for foreign in ("nothing", "..%2F..%2Fetc", "é", "0" * 300):
        path = address.format(**dict.fromkeys(place.__dict__, foreign))
        gestures = ("classer", "essayer", "approbation", "reprise", "arret", "export.csv")
        response = client.raw.post(path) if path.endswith(gestures) else client.raw.get(path)
        assert response.status_code in {302, 404}, path
    assert place.employer


def test_no_address_of_the_commission_names_a_worker_or_a_file_number(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in FEATURES]
    arguments = {name for rule in rules for name in rule.arguments}
    named = {
        "employer_id",
        "file_id",
        "token",
        "notice_id",
        "letter_id",
        "day",
        "alarm_id",
        "kind",
        "cause",
        "cohort_id",
        "proposal_id",
        "simulation_id",
    }
    assert arguments == named
