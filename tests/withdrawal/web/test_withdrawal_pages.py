"""The pages of paper withdrawal: what changes for whom is read before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.vocabulary.accounts import Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.on_paper import make_on_paper
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="actions and queries are tested on both")

APRIL = {"day-day": "1", "day-month": "avril", "day-year": "2026", "words": "Première vague"}


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    """On Guichet SST, not told yet; a respondent who reads, a paper recipient who does not."""
    employer = make_on_paper(session)
    session.commit()
    return employer


@pytest.fixture
def administrator(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return sign_in_staff(client, member)


@pytest.fixture
def colleague(app: Flask, session: Session) -> PageClient:
    """The administrator who answers what the other proposes."""
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Solange Picard")
    session.commit()
    return sign_in_staff(PageClient(app), member)


def approved(colleague: PageClient, employer: Employer) -> Page:
    """The page of the employer, once somebody else has approved what is proposed for it."""
    page = colleague.get(f"/retrait-du-papier/{employer.public_id}").follow("Ouvrir la proposition")
    assert "La proposition est approuvée." in page.submit("Approuver la proposition").text
    return colleague.get(f"/retrait-du-papier/{employer.public_id}")


def open_form(reader: PageClient, employer: Employer, which: str) -> Page:
    return reader.get(f"/retrait-du-papier/{employer.public_id}/{which}")


def recorded(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (PaperWithdrawal, PriorNotice)]


def proposed(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Proposal)) or 0


def test_telling_then_setting_a_date_shows_each_effect_first(
    session: Session, administrator: PageClient, colleague: PageClient, employer: Employer
) -> None:
    page = administrator.get("/retrait-du-papier").submit("Chercher", q="boulangerie").follow("Ouvrir")
    assert "Rien n'a encore été consigné" in page.text
    page = page.follow("Consigner un préavis")
    told = {"day-day": "2", "day-month": "2", "day-year": "2026", "words": "Lettre RP-1"}
    page = page.submit("Voir l'effet", **told)
    assert "va par la même voie qu'avant : par la poste" in page.text
    assert recorded(session) == [0, 0]
    page = page.submit("Confirmer le préavis")
    assert "Le préavis est au dossier." in page.text
    page = page.follow("Fixer une date").submit("Voir l'effet", **APRIL)
    for words in (
        "À partir du 1er avril 2026, tout ira à l'écran",
        "Des personnes ne recevraient plus rien",
        "Elles reçoivent du papier et ne peuvent pas lire à l'écran : Paule Oubliée.",
        "1 personne sera avisée à l'écran",
        "Josée Lavoie",
        "Règle R2",
        "Règle R3",
        "Ce qui est déjà décidé ne change pas.",
    ):
        assert words in page.text, words
    assert recorded(session) == [0, 1]
    page = page.submit("Proposer cette date")
    assert "La proposition attend la réponse d'une autre personne." in page.text
    assert recorded(session) == [0, 1]
    page = approved(colleague, employer)
    assert "Solange Picard a fixé le retrait au 1er avril 2026." in page.text
    assert "Proposé par Denis Thériault. Motif : Première vague" in page.text
    assert "Denis Thériault a consigné le préavis donné le 2 février 2026." in page.text
    assert recorded(session) == [1, 1]
    assert "Boulangerie Gamma inc." in administrator.get("/retrait-du-papier?stage=a-venir").text


def test_without_prior_notice_the_page_says_that_paper_stays(
    administrator: PageClient, colleague: PageClient, employer: Employer
) -> None:
    page = open_form(administrator, employer, "date").submit("Voir l'effet", **APRIL)
    assert "Aucun préavis ne précède ce jour" in page.text
    assert "(règle R4)" in page.text
    page.submit("Proposer cette date")
    assert "Elle n'aura pas d'effet" in approved(colleague, employer).text
    assert "Boulangerie Gamma inc." in administrator.get("/retrait-du-papier?stage=sans-preavis").text


def test_without_a_reader_the_page_says_that_paper_stays(session: Session, administrator: PageClient) -> None:
    alone = make_employer(session)
    make_account(session, alone, Space.GUICHET_SST)
    make_prior_notice(session, alone, date(2026, 2, 2))
    session.commit()
    page = open_form(administrator, alone, "date").submit("Voir l'effet", **APRIL)
    assert "Personne ne pourrait lire à l'écran" in page.text
    assert "(règle R7)" in page.text


def test_moving_and_cancelling_stay_in_the_history(
    session: Session, administrator: PageClient, colleague: PageClient, employer: Employer
) -> None:
    make_withdrawal(session, employer, date(2026, 4, 1), origin="feed", reason="")
    session.commit()
    page = open_form(administrator, employer, "date").submit("Voir l'effet", **{**APRIL, "day-month": "6"})
    page.submit("Proposer cette date")
    page = approved(colleague, employer)
    assert "Le registre a fixé le retrait au 1er avril 2026." in page.text
    assert "Solange Picard a déplacé le retrait du 1er avril 2026 au 1er juin 2026." in page.text
    page = open_form(administrator, employer, "annulation").submit("Voir l'effet", words="Trop tôt")
    page.submit("Proposer l'annulation")
    assert "Solange Picard a annulé le retrait du 1er juin 2026." in approved(colleague, employer).text
    assert recorded(session) == [3, 0]


@pytest.mark.parametrize(
    ("which", "changes", "says"),
    [
        ("date", {"day-day": "1", "day-month": "3"}, "ne peut pas être fixé à un jour passé"),
        ("date", {"day-day": "31", "day-month": "3"}, "Ce jour est trop proche : il faut 30 jours"),
        ("date", {"day-day": "", "day-month": "", "day-year": ""}, "Écrivez le jour du retrait."),
        ("date", {"day-day": "31"}, "Cette date n'existe pas"),
        ("date", {"words": "   "}, "Écrivez le motif"),
        ("date", {"words": "é" * 501}, "500"),
        ("preavis", {"day-month": "4"}, "ce jour n'est pas encore venu"),
        ("preavis", {"words": ""}, "Écrivez la référence de la lettre."),
        ("preavis", {"words": "x" * 301}, "300"),
    ],
)
def test_a_wrong_answer_is_said_and_kept(
    session: Session,
    administrator: PageClient,
    employer: Employer,
    which: str,
    changes: dict[str, Any],
    says: str,
) -> None:
    answers = {**APRIL, **changes}
    page = open_form(administrator, employer, which).submit("Voir l'effet", **answers)
    assert page.title.startswith("Erreur")
    assert says in page.text
    assert page.select("//input[@name='day-day']")[0].get("value") == answers["day-day"]
    assert recorded(session) == [0, 0]


def test_correcting_keeps_what_was_typed(administrator: PageClient, employer: Employer) -> None:
    page = open_form(administrator, employer, "date").submit("Voir l'effet", **APRIL).submit("Corriger")
    assert page.select("//input[@name='day-month']")[0].get("value") == "avril"
    assert page.words_of("//textarea") == ["Première vague"]
    assert "Voir l'effet" in page.text


def test_a_record_that_changed_is_shown_again(session: Session, administrator: PageClient, employer: Employer) -> None:
    page = open_form(administrator, employer, "date").submit("Voir l'effet", **APRIL)
    make_withdrawal(session, employer, date(2026, 7, 1))
    session.commit()
    again = page.submit("Proposer cette date")
    assert "Ce dossier a changé entre-temps" in again.text
    assert proposed(session) == 0
    assert "attend la réponse d'une autre personne" in again.submit("Proposer cette date").text


def test_confirming_twice_or_without_having_read_proposes_nothing_more(
    session: Session, administrator: PageClient, employer: Employer
) -> None:
    effect = open_form(administrator, employer, "date").submit("Voir l'effet", **APRIL)
    for seen in ("", "forged", None):
        assert "a changé entre-temps" in effect.submit("Proposer cette date", seen=seen).text
    assert proposed(session) == 0
    effect.submit("Proposer cette date")
    assert "Une autre proposition attend déjà une réponse." in effect.submit("Proposer cette date").text
    assert proposed(session) == 1
    assert "n'était plus valable" in effect.submit("Proposer cette date", status=400, csrf_token="forged").text


def test_a_date_in_force_offers_no_change(session: Session, administrator: PageClient, employer: Employer) -> None:
    make_prior_notice(session, employer, date(2026, 1, 5))
    make_withdrawal(session, employer, date(2026, 3, 2))
    session.commit()
    page = administrator.get(f"/retrait-du-papier/{employer.public_id}")
    assert "ne peut plus être déplacée" in page.text
    assert "Déplacer la date" not in page.text
    page = open_form(administrator, employer, "date").submit("Voir l'effet", **APRIL)
    assert "Le papier est déjà retiré" in page.text
    page = open_form(administrator, employer, "annulation").submit("Voir l'effet", words="Trop tôt")
    assert "Le papier est déjà retiré" in page.text


def test_the_auditor_reads_and_changes_nothing(app: Flask, session: Session, employer: Employer) -> None:
    member = make_staff(session, StaffRole.AUDITOR)
    session.commit()
    page = sign_in_staff(PageClient(app), member).get(f"/retrait-du-papier/{employer.public_id}")
    assert "Fixer une date" not in page.text
    assert page.select("//main//form") == []


def test_the_same_pages_in_english(administrator: PageClient, employer: Employer) -> None:
    administrator.speak("en")
    page = open_form(administrator, employer, "date").submit("See the effect", **{**APRIL, "day-month": "April"})
    assert "Without an earlier prior notice on record, this employer stays on post (rule R4)." in page.text
    page = page.submit("Propose this date")
    assert "The proposal awaits somebody else's answer." in page.text
