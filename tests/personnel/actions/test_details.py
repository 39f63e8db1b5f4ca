"""Names and addresses that a table corrects: a name where nobody else relies on it, an address only by its holder."""

from __future__ import annotations

from sqlalchemy import select

from app.entry.actions.email_addresses import confirm_address
from app.ledger.models.audit import AuditEntry, DescriptiveChange
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Person
from app.vocabulary.accounts import Space
from app.vocabulary.personnel import CellProblem, PlanState, RowKind
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.personnel_house import House, house, in_days

__all__ = ["house"]

HEAD = ("Identifiant", "Prénom", "Nom", "Courriel", "Messagerie")


def made_here(house: House, name: str) -> Person:
    """A user whom the portal made, as those who accept an invitation."""
    person = house.user(name, messaging=100)
    person.identifier = f"R-{name.upper()}"
    house.session.commit()
    return person


def read_again(house: House, person: Person) -> Person:
    """The person as the database has them."""
    house.session.rollback()
    house.session.expire_all()
    return house.session.get_one(Person, person.id)


def test_a_name_is_corrected_beside_the_identifier_and_the_address_and_given_back(house: House) -> None:
    luc = made_here(house, "Luc")
    plan = house.plan((luc.public_id, "Lucie", "Roy-Côté", luc.email, "oui"), head=HEAD)
    assert house.kinds(plan) == [RowKind.CHANGED]
    assert house.rows(plan)[0].wanted["called"] == "Luc Roy"
    house.apply(plan)
    assert read_again(house, luc).name == "Lucie Roy-Côté"
    assert read_again(house, luc).search_name.startswith("roy")
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_changed")).one()
    assert entry.details["from_names"] == {"given_name": "Luc", "family_name": "Roy"}
    assert house.session.scalars(select(DescriptiveChange)).one().after["given_name"] == "Lucie"
    house.undo(plan)
    assert read_again(house, luc).name == "Luc Roy"


def test_an_accent_is_corrected_by_the_address_alone(house: House) -> None:
    made_here(house, "Helene")
    plan = house.plan(("", "Hélène", "Roy", "helene@courriel.example", "oui"), head=HEAD)
    assert house.kinds(plan) == [RowKind.CHANGED]


def test_another_name_beside_one_proof_only_is_refused(house: House) -> None:
    luc = made_here(house, "Luc")
    for identifier, email in ((luc.public_id, ""), ("", luc.email), (luc.public_id, "autre@courriel.example")):
        plan = house.plan((identifier, "Anne", "Côté", email, "oui"), head=HEAD)
        assert house.problems(plan) == [CellProblem.OTHER_NAME], (identifier, email)


def test_a_name_that_the_registry_holds_or_that_serves_elsewhere_is_not_taken_and_the_row_says_so(house: House) -> None:
    fed, shared = house.user("Anne", messaging=100), made_here(house, "Luc")
    make_membership(house.session, shared, make_employer(house.session))
    house.session.commit()
    rows = [(one.public_id, "Autre", "Roy", one.email, "oui") for one in (fed, shared)]
    plan = house.plan(*rows, head=HEAD)
    assert house.kinds(plan) == [RowKind.UNCHANGED, RowKind.UNCHANGED]
    notes = [row.wanted["notes"] for row in house.rows(plan)]
    assert notes[0] == [{"column": "family_name", "code": "name_of_registry", "value": "Autre Roy"}]
    assert notes[1][0]["code"] == "name_elsewhere"
    assert [row.name for row in house.rows(plan)] == ["Anne Roy", "Luc Roy"]


def test_another_address_is_written_to_and_becomes_theirs_when_they_open_its_link(house: House) -> None:
    luc = house.user("Luc", messaging=100)
    plan = house.plan((luc.public_id, "Luc", "Roy", "nouveau@courriel.example", "oui"), head=HEAD)
    assert house.kinds(plan) == [RowKind.CHANGED]
    assert house.session.scalars(select(OutgoingEmail)).all() == [], "nobody is written to before it is confirmed"
    house.apply(plan)
    assert read_again(house, luc).email == "luc@courriel.example"
    sent = house.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "email_to_confirm")).one()
    assert sent.to_address == "nouveau@courriel.example"
    token = sent.context["link"].rpartition("/")[2]
    stranger = principal_of(open_person_session(house.other))
    assert confirm_address(stranger, token) is None
    assert confirm_address(principal_of(open_person_session(luc)), token) == "nouveau@courriel.example"
    assert read_again(house, luc).email == "nouveau@courriel.example"
    assert house.undo(plan).state == PlanState.UNDONE
    assert read_again(house, luc).email == "nouveau@courriel.example", "what its holder confirmed stays theirs"


def test_the_address_of_somebody_else_is_refused(house: House) -> None:
    luc, _anne = house.user("Luc", messaging=100), house.user("Anne", messaging=100)
    plan = house.plan((luc.public_id, "Luc", "Roy", "ANNE@courriel.example", "oui"), head=HEAD)
    assert house.problems(plan) == [CellProblem.TAKEN_EMAIL]


def test_details_of_those_who_grant_never_change_by_a_table(house: House) -> None:
    rse = house.rse
    for row in ((rse.public_id, "Mary", "Tremblay", rse.email, ""), (rse.public_id, "Marie", "Tremblay", "x@y.ca", "")):
        assert house.problems(house.plan(row, head=HEAD)) in ([CellProblem.GRANTER], [])
    assert read_again(house, rse).name == "Marie Tremblay"


def test_a_right_and_a_correction_on_one_row_are_both_done(house: House) -> None:
    luc = made_here(house, "Luc")
    make_account(house.session, house.employer, Space.GUICHET_SST)
    house.session.commit()
    plan = house.plan((luc.public_id, "Lucien", "Roy", luc.email, in_days(9).isoformat()), head=HEAD)
    house.apply(plan)
    assert house.rights()["Lucien"] == {"messaging": in_days(10)}
