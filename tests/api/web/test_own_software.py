"""« Logiciels de la clinique »: whoever is responsible lets certified software act, and cuts it off."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.api.actions.software import authorise, register_product
from app.api.words import Scope
from app.clinics.models.suppliers import Supplier
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import SYSTEM
from app.vocabulary.accounts import ClinicRole, CodeSpace
from tests.api.vendor import CLINIC, Vendor, a_key
from tests.factories.clinics import make_clinic_member, make_supplier
from tests.factories.sessions import sign_in_person
from tests.web.page_client import PageClient

LIST, NEW = "/clinique/logiciels", "/clinique/logiciels/autoriser"


@pytest.fixture
def product(app: Flask, told: FlaskCliRunner, client: PageClient) -> Vendor:
    """A certified software that no clinic has let in."""
    key = a_key()
    public = {"keys": [key.as_dict(private=False)]}
    return Vendor(app, register_product("Exemple", "4.2", public, clock.today(), None, SYSTEM), key)


def come_in(session: Session, client: PageClient, role: ClinicRole, clinic: Supplier | None = None) -> PageClient:
    """Somebody of the clinic of the feed, or of another one."""
    ours = select(Supplier).where(Supplier.supplier_no == CLINIC)
    person = make_clinic_member(session, clinic or session.scalars(ours).one(), role)
    session.commit()
    sign_in_person(client, person, CodeSpace.CLINIC)
    return client


def lines(page: PageClient) -> list[list[str]]:
    rows = page.get(LIST).words_of("//tbody/tr/*[position() < 6]")
    return [list(rows[start : start + 5]) for start in range(0, len(rows), 5)]


def test_a_clinic_lets_a_software_act_and_cuts_it_off_at_once(
    session: Session, client: PageClient, product: Vendor
) -> None:
    inside = come_in(session, client, ClinicRole.RESPONSIBLE)
    assert "Aucun logiciel n'agit pour la clinique" in inside.get(LIST).text
    assert product.ask().status_code == 401
    page = inside.get(NEW).submit("Autoriser ce logiciel", product=product.client_id)
    assert "Ce logiciel peut maintenant agir pour la clinique." in page.text
    both = "Transmettre des formulaires Suivre ce qui est transmis"
    assert lines(inside) == [["Exemple 4.2", both, "31 mars 2023", "Sans fin", "Peut agir"]]
    acting = product.signed_in(scope="clinic.submit clinic.read")
    assert acting.call("GET", "/api/v1/submissions").status_code == 200
    inside.get(f"{LIST}/{product.client_id}/retirer").submit("Retirer ce logiciel")
    assert acting.call("GET", "/api/v1/submissions").status_code == 401
    assert product.ask().status_code == 401
    assert lines(inside) == []
    told = select(AuditEntry.action, AuditEntry.details).where(AuditEntry.action.startswith("software_"))
    said = {"product": "Exemple 4.2", "supplier": CLINIC}
    assert [tuple(each) for each in session.execute(told.order_by(AuditEntry.id))][1:] == [
        ("software_authorised", said),
        ("software_cut", said),
    ]


def test_the_last_day_is_the_last_on_which_it_acts(
    session: Session, client: PageClient, product: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = come_in(session, client, ClinicRole.RESPONSIBLE)
    typed = {"last_on-day": "30", "last_on-month": "3", "last_on-year": "2023"}
    page = inside.get(NEW).submit("Autoriser ce logiciel", product=product.client_id, **typed)
    assert "Le dernier jour ne peut pas être passé." in page.text
    page = page.submit("Autoriser ce logiciel", **{"last_on-day": "31"})
    assert [line[3:] for line in lines(inside)] == [["31 mars 2023", "Peut agir"]]
    assert product.ask(scope="clinic.read").status_code == 200
    with clock.use(clock.parse_instant("2023-04-01T00:01")):
        assert product.ask(scope="clinic.read").status_code == 401


def test_what_the_commission_has_cut_is_said_and_can_still_be_taken_back(
    session: Session, client: PageClient, product: Vendor, told: FlaskCliRunner
) -> None:
    authorise(product.client_id, CLINIC, [Scope.READ], clock.today(), None, SYSTEM)
    assert told.invoke(args=["api", "revoke", product.client_id]).exit_code == 0
    inside = come_in(session, client, ClinicRole.RESPONSIBLE)
    assert [line[4] for line in lines(inside)] == ["N'est plus certifié : il n'entre plus"]
    assert "Aucun autre logiciel n'est certifié" in inside.get(NEW).text
    inside.get(f"{LIST}/{product.client_id}/retirer").submit("Retirer ce logiciel")
    assert lines(inside) == []


def test_a_clinic_takes_back_its_own_alone(
    session: Session, client: PageClient, product: Vendor, told: FlaskCliRunner
) -> None:
    """What one clinic takes back stays with the others, and somebody who is not responsible takes nothing back."""
    other = make_supplier(session, "Ergo du Marais")
    session.commit()
    for number in (CLINIC, other.supplier_no):
        authorise(product.client_id, number, [Scope.READ], clock.today(), None, SYSTEM)
    inside = come_in(session, client, ClinicRole.RESPONSIBLE, other)
    inside.get(f"{LIST}/{product.client_id}/retirer").submit("Retirer ce logiciel")
    inside.get(f"{LIST}/{product.client_id}/retirer", status=404)
    assert product.ask(scope="clinic.read").status_code == 200
    member = come_in(session, client, ClinicRole.MEMBER)
    assert [line[4] for line in lines(member)] == ["Peut agir"]
    assert "/retirer" not in member.get(LIST).text
    for address in (NEW, f"{LIST}/{product.client_id}/retirer"):
        member.get(address, status=404)
