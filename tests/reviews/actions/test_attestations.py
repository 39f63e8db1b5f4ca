"""Attesting a review: the signed PDF says what was applied, and what a mandate gives is reviewed as well."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pdfua
import pikepdf
import pytest
from flask import current_app
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import get_store
from app.registry.models.employers import Employer
from app.registry.models.mandates import Mandate
from app.registry.models.people import Person
from app.registry.words.reviews import ReviewChoice, ReviewProblem
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver
from app.reviews.actions.attestations import Verdict, attest, verify_attestation
from app.reviews.actions.reviews import keep_the_rest, start_review
from app.reviews.models import AccessReview
from app.rights.actions.end_changes import change_end
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.passwords import by_four
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.reviews.actions.test_reviews import (
    FOLLOWUP,
    LATER,
    NEXT_YEAR,
    REVIEW,
    decide,
    employer,
    entries,
    giver,
    held,
    on_a_day,
    paul,
    review,
    right_of,
    rights,
    seen,
)

__all__ = ["employer", "giver", "on_a_day", "paul", "review"]


@pytest.fixture
def attested(session: Session, giver: Giver, review: str) -> bytes:
    decide(session, giver, review, "Paul Côté", REVIEW, ReviewChoice.END)
    keep_the_rest(giver, review)
    attest(giver, review, seen=seen(session, review), accepted=True)
    found = session.scalars(select(AccessReview)).one()
    return get_store(current_app._get_current_object()).read(found.attestation_sha256, verify=True)


def test_the_attestation_says_who_attested_what(attested: bytes, review: str, tmp_path: Path) -> None:
    path = tmp_path / "attestation.pdf"
    path.write_bytes(attested)
    run = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    # A long word may be cut where a sign without width says so.
    said = " ".join(run.stdout.replace("\N{ZERO WIDTH SPACE}", "").split())
    for words in (
        "Attestation de vérification annuelle des droits d’accès",
        "Employeur : Fonderie Alpha inc.",
        "Attestée par : Amélie Tremblay",
        "Attestée le : 2 mars 2026 à 10 h 00",
        "Droits retirés : 1",
        "Droits gardés : 2",
        "1er mars 2027",
        "Retiré par Amélie Tremblay",
        "Tous les services",
        "A10 v1",
        by_four(review),
    ):
        assert words in said, said


def test_the_attestation_is_for_everybody_and_for_long(attested: bytes, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(attested)) as document:
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(document.Root.Lang) == "fr-CA"
    path = tmp_path / "attestation.pdf"
    path.write_bytes(attested)
    assert [finding.message for finding in pdfua.validate(path).findings] == []


def test_the_attestation_is_signed_for_whom_attests_at_that_instant(attested: bytes) -> None:
    verdict = verify_attestation(attested)
    assert verdict.is_kept
    assert verdict.signature is not None
    assert (verdict.signature.name, verdict.signature.at) == ("Amélie Tremblay", verdict.attested_at)


def test_nothing_else_is_taken_for_an_attestation(attested: bytes) -> None:
    for other in (attested + b"\n%", attested[:-1], b"%PDF-1.7 nothing", b""):
        assert verify_attestation(other) == Verdict(signature=None, is_kept=False)


def test_the_signature_of_another_installation_is_refused(attested: bytes, session: Session, tmp_path: Path) -> None:
    current_app.config["ATTESTATION_KEY"] = str(tmp_path / "another.pem")
    assert verify_attestation(attested).signature is None


def test_an_attestation_from_before_signatures_is_still_known(
    session: Session, attested: bytes, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    path, earlier = tmp_path / "attestation.pdf", b"%PDF-1.7 sealed as it was then"
    session.scalars(select(AccessReview)).one().attestation_sha256 = sha256(earlier).hexdigest()
    session.commit()
    path.write_bytes(earlier)
    assert "kept before attestations were signed" in cli.invoke(args=["attestations", "verify", str(path)]).output
    path.write_bytes(attested)
    result = cli.invoke(args=["attestations", "verify", str(path)])
    assert (result.exit_code, "keeps no such attestation" in result.output) == (1, True)


def test_the_command_verifies_a_file(attested: bytes, cli: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "attestation.pdf"
    path.write_bytes(attested)
    said = cli.invoke(args=["attestations", "verify", str(path)]).output
    assert "true and unaltered" in said
    assert "signed for Amélie Tremblay" in said
    path.write_bytes(attested + b"%")
    result = cli.invoke(args=["attestations", "verify", str(path)])
    assert (result.exit_code, "altered" in result.output) == (1, True)


def test_a_new_key_signs_and_the_earlier_one_stays_known(attested: bytes, cli: FlaskCliRunner) -> None:
    before = cli.invoke(args=["attestations", "certificate"]).output
    assert cli.invoke(args=["attestations", "renew-key"]).exit_code == 0
    after = cli.invoke(args=["attestations", "certificate"]).output
    assert after.endswith(before)
    assert after.count("BEGIN CERTIFICATE") == 2
    assert "PRIVATE" not in after
    assert verify_attestation(attested).signature is not None


def test_after_an_attestation_only_what_changed_since_is_marked(
    session: Session, giver: Giver, attested: bytes, paul: Person, clock_at: Callable[[str], None]
) -> None:
    clock_at(clock.now() + timedelta(days=1))
    again = start_review(giver)
    assert not any(each.changed for each in rights(session, again))
    change_end(giver, paul.public_id, FOLLOWUP, LATER)
    assert [each.service for each in rights(session, again) if each.changed] == [FOLLOWUP]


@pytest.fixture
def represented(session: Session, employer: Employer, giver: Giver, paul: Person) -> tuple[str, Mandate]:
    """A review with somebody of a firm, who follows the files and asks for reviews through a mandate."""
    firm, rep = make_firm(session), make_person(session, given_name="Rita", family_name="Roy")
    make_firm_member(session, firm, rep)
    services = [FOLLOWUP.value, REVIEW.value]
    named_by = session.get_one(Person, giver.person_id)
    mandate = make_mandate(session, employer, firm, named_by, services=services, until_on=NEXT_YEAR)
    given = {"mandate_id": mandate.id, "until_on": NEXT_YEAR}
    make_membership(session, rep, employer, **given)
    for service in (FOLLOWUP, REVIEW):
        make_grant(session, rep, employer, service, **given)
    session.commit()
    return start_review(giver), mandate


def test_what_a_mandate_gives_is_kept_or_ended_service_by_service(
    session: Session, employer: Employer, giver: Giver, represented: tuple[str, Mandate]
) -> None:
    review, mandate = represented
    rita = session.scalars(select(Person).where(Person.given_name == "Rita")).one()
    decide(session, giver, review, "Rita Roy", REVIEW, ReviewChoice.END)
    keep_the_rest(giver, review)
    assert held(session, employer, rita) == {FOLLOWUP, REVIEW}, "nothing changes before the attestation"
    done = attest(giver, review, seen=seen(session, review), accepted=True)
    assert done.ended == 1
    assert held(session, employer, rita) == {FOLLOWUP}
    assert session.get_one(Mandate, mandate.id).state == "accepted"
    (entry,) = entries(session, AuditAction.REPRESENTATIVE_ASSIGNED)
    assert entry.details["services"] == [FOLLOWUP.value]
    assert entries(session, AuditAction.ACCESS_REVOKED) == [], "it was no right of their own"


def test_ending_all_that_a_mandate_gives_somebody_unassigns_them(
    session: Session, employer: Employer, giver: Giver, represented: tuple[str, Mandate]
) -> None:
    review, _ = represented
    rita = session.scalars(select(Person).where(Person.given_name == "Rita")).one()
    for service in (FOLLOWUP, REVIEW):
        decide(session, giver, review, "Rita Roy", service, ReviewChoice.END)
    keep_the_rest(giver, review)
    attest(giver, review, seen=seen(session, review), accepted=True)
    facts = facts_of_employer(session, employer.id)
    assert held(session, employer, rita) == set()
    assert not facts.roles_on(rita.id, Space.CLICSEQUR, clock.today())


def test_ending_a_right_ends_it_whatever_it_comes_from(
    session: Session, employer: Employer, giver: Giver, represented: tuple[str, Mandate]
) -> None:
    """Somebody of the employer who also works for the firm: the attestation says that nothing is left, and it is so."""
    review, _ = represented
    rita = session.scalars(select(Person).where(Person.given_name == "Rita")).one()
    make_membership(session, rita, employer)
    make_grant(session, rita, employer, REVIEW, until_on=LATER)
    session.commit()
    decide(session, giver, review, "Rita Roy", REVIEW, ReviewChoice.END)
    keep_the_rest(giver, review)
    attest(giver, review, seen=seen(session, review), accepted=True)
    assert held(session, employer, rita) == {FOLLOWUP}


def test_the_end_of_what_a_mandate_gives_is_changed_with_the_mandate(
    session: Session, giver: Giver, represented: tuple[str, Mandate]
) -> None:
    review, _ = represented
    answer = decide(session, giver, review, "Rita Roy", FOLLOWUP, ReviewChoice.CHANGE, LATER)
    assert [problem for _, problem in answer.refused] == [ReviewProblem.DERIVED]  # type: ignore[attr-defined]
    assert right_of(session, review, "Rita Roy", FOLLOWUP).decided is None
