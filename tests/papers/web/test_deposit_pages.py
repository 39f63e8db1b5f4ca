"""Depositing in the browser, step by step, with everything that can go wrong on the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.ledger.models.audit import AuditEntry
from app.ledger.models.letters import Letter
from app.notices.models import Notice
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="the action is tested on both")

ANSWERS = {
    "category": "decision",
    "title": "Décision d'admissibilité",
    "issued_on-day": "1",
    "issued_on-month": "mai",
    "issued_on-year": "2026",
    "review_days": "30",
}


@pytest.fixture(autouse=True)
def _in_may(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-05-04T10:00")


@pytest.fixture
def employer(session: Session) -> Employer:
    employer = make_employer(session, name="Fonderie Alpha inc.")
    make_account(session, employer)
    make_membership(session, make_person(session, given_name="Léa", family_name="Roy"), employer, Role.RSE)
    session.commit()
    return employer


@pytest.fixture
def file(session: Session, employer: Employer) -> CompensationFile:
    file = make_file(session, employer, worker_family_name="Théberge")
    session.commit()
    return file


@pytest.fixture
def agent(client: PageClient, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    return sign_in_staff(client, member)


@pytest.fixture
def form(agent: PageClient, file: CompensationFile, employer: Employer) -> Page:
    """Step 3, for that file."""
    return agent.get(f"/depots/nouveau/{employer.public_id}/{file.public_id}")


def upload(content: bytes = b"", name: str = "decision.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or pdf_of()), name


def fill(form: Page, **changes: Any) -> Page:
    return form.submit("Voir ce qui va se passer", **{**ANSWERS, "pdf": upload(), **changes})


def send_bytes(form: Page, size: int) -> Page:
    """The form with a file of that size, encoded in memory: a browser's would come from its disk."""
    token = form.select("//main//input[@name='csrf_token']")[0].get("value")
    content = b"%PDF-1.7\n" + b"0" * size
    boundary, body = encode_multipart(
        {**ANSWERS, "csrf_token": token, "pdf": FileStorage(io.BytesIO(content), "gros.pdf")}
    )
    kind = f"multipart/form-data; boundary={boundary}"
    return Page(form.client, form.client.raw.post(form.path, data=body, content_type=kind))


def recorded(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Notice, Document, MedicalPaper)]


def stored(app: Flask) -> list[Any]:
    return [path for path in (app.config["RELAIS_DATA"] / "documents").rglob("*") if path.is_file()]


def test_a_deposit_from_the_search_to_the_notice(
    app: Flask, session: Session, agent: PageClient, employer: Employer, file: CompensationFile
) -> None:
    page = agent.get("/depots/nouveau?q=fonderie").follow("Choisir")
    assert page.h1 == "Fonderie Alpha inc.Quel dossier?"
    page = page.submit("Chercher", q=file.file_no).follow("Choisir")
    assert file.file_no not in page.path
    page = fill(page)
    assert page.h1.endswith("Ce qui va se passer")
    for words in (
        "Léa Roy",
        "À l'écran",
        "Règle R5",
        "clicSÉQUR-Entreprises, points 2 et 4",
        "30 jours",
        "1er mai 2026",
    ):
        assert words in page.text, words
    assert (recorded(session), stored(app)) == ([0, 0, 0], []), "nothing happens before it is confirmed"
    page = page.submit("Déposer")
    assert "1 personne est avisée à l'écran." in page.text
    page = page.follow("Suivre cet avis")
    assert "Décision d'admissibilité" in page.text
    assert recorded(session) == [1, 1, 0]
    assert len(stored(app)) == 1
    assert employer.public_id not in page.path


def test_a_worker_is_found_by_name_without_the_name_in_the_address(
    agent: PageClient, employer: Employer, file: CompensationFile
) -> None:
    page = agent.get(f"/depots/nouveau/{employer.public_id}").submit("Chercher", q="thé")
    assert "Théberge" in page.text
    assert page.path == f"/depots/nouveau/{employer.public_id}"
    assert "Aucun dossier trouvé" in page.submit("Chercher", q="zzz").text
    assert file


def test_the_pdf_can_be_looked_at_before_it_is_deposited_by_this_very_session(
    app: Flask, session: Session, agent: PageClient, form: Page
) -> None:
    page = fill(form, pdf=upload(pdf_of("le bon")))
    viewer = page.select("//iframe")[0]
    content = viewer.get("src").partition("#")[0]
    answer = agent.get(content).response
    assert (answer.status_code, answer.data) == (200, pdf_of("le bon"))
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]
    assert recorded(session) == [0, 0, 0], "looking records nothing"
    colleague = make_staff(session, StaffRole.AGENT)
    session.commit()
    sign_in_staff(PageClient(app), colleague).get(content, status=404)


def test_whoever_has_no_address_is_named_and_not_counted_as_told(
    session: Session, employer: Employer, form: Page
) -> None:
    without = make_person(session, given_name="Yolande", family_name="Michaud", email="")
    make_membership(session, without, employer, Role.RSE)
    session.commit()
    page = fill(form).submit("Déposer")
    assert "1 personne est avisée à l'écran." in page.text
    assert "1 personne n'a pas d'adresse de courriel, et n'est pas avisée : Yolande Michaud." in page.text


def test_pressing_twice_deposits_once(session: Session, form: Page) -> None:
    preview = fill(form)
    first = preview.submit("Déposer")
    second = preview.submit("Déposer")
    assert first.path == second.path
    assert recorded(session) == [1, 1, 0]
    assert preview.client.get(preview.path).path == first.path


def test_a_plan_that_changed_is_shown_again_instead(
    app: Flask, session: Session, form: Page, employer: Employer
) -> None:
    preview = fill(form)
    newcomer = make_person(session, given_name="Zoé", family_name="Neuve")
    make_membership(session, newcomer, employer, Role.RSE)
    session.commit()
    again = preview.submit("Déposer")
    assert "Ce qui va se passer a changé entre-temps" in again.text
    assert "Zoé Neuve" in again.text
    assert (recorded(session), stored(app)) == ([0, 0, 0], [])
    assert "2 personnes sont avisées à l'écran." in again.submit("Déposer").text
    assert recorded(session) == [1, 1, 0]


def test_by_post_each_letter_is_shown_with_its_address(session: Session, agent: PageClient) -> None:
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST)
    make_recipient(session, employer, name="Ève Côté", address_line1="12, rue du Lac")
    file = make_file(session, employer)
    session.commit()
    page = fill(agent.get(f"/depots/nouveau/{employer.public_id}/{file.public_id}"))
    for words in ("sans copie à l'écran", "Règle R2", "Ève Côté", "12, rue du Lac"):
        assert words in page.text, words
    assert "1 lettre partira bientôt." in page.submit("Déposer").text
    session.rollback()
    assert session.scalars(select(Letter)).one().address["line1"] == "12, rue du Lac"


@pytest.mark.parametrize("category", ["medical", "physical_rehabilitation"])
def test_a_medical_paper_shows_the_professional_or_says_that_it_is_held(
    session: Session, form: Page, employer: Employer, category: str
) -> None:
    page = fill(form, category=category)
    assert "Ce sera retenu" in page.text
    assert "Demandez à l'employeur de désigner" in page.text
    assert "Léa Roy" not in page.text
    make_membership(
        session, make_person(session, given_name="Noor", family_name="Haddad"), employer, Role.HEALTH_PROFESSIONAL
    )
    session.commit()
    page = page.submit("Déposer")
    assert "a changé entre-temps" in page.text
    assert "Noor Haddad" in page.text
    page.submit("Déposer")
    assert recorded(session) == [1, 0, 1]
    titles = [entry.details.get("title") for entry in session.scalars(select(AuditEntry))]
    assert set(titles) == {None}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"category": None}, "Choisissez la catégorie."),
        ({"category": "secret"}, ""),
        ({"title": ""}, "Écrivez le titre du document."),
        ({"title": " \t "}, "Écrivez le titre du document."),
        ({"title": "é" * 201}, "200"),
        ({"issued_on-day": "", "issued_on-month": "", "issued_on-year": ""}, "Écrivez le jour où"),
        ({"issued_on-day": "31", "issued_on-month": "2"}, "Cette date n'existe pas"),
        ({"issued_on-day": "5"}, "Ce jour n'est pas encore venu."),
        ({"issued_on-year": "0020"}, "Vérifiez l'année."),
        ({"review_days": "0"}, "de 1 à 9999"),
        ({"review_days": "trente"}, ""),
        ({"review_days": "9" * 30}, "de 1 à 9999"),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_typed_is_lost(
    app: Flask, session: Session, form: Page, changes: dict[str, Any], says: str
) -> None:
    typed = {"title": "Un titre à garder", "issued_on-day": "2", "review_days": "45", **changes}
    page = fill(form, **typed)
    assert page.title.startswith("Erreur")
    assert says in page.text
    for name, value in typed.items():
        kept = page.select(f"//input[@name='{name}']")[0]
        if kept.get("type") == "text" and value is not None and value == value.strip():
            assert kept.get("value") == value, name
    assert "PDF reçu et vérifié : decision.pdf" in page.text
    assert (recorded(session), stored(app)) == ([0, 0, 0], [])


def test_the_pdf_that_was_received_need_not_be_chosen_again(session: Session, form: Page) -> None:
    page = fill(form, title="").submit("Voir ce qui va se passer", title="Titre")
    page = page.submit("Déposer")
    assert recorded(session) == [1, 1, 0]


def test_going_back_from_the_preview_keeps_everything(form: Page) -> None:
    page = fill(form).follow("Corriger")
    assert page.select("//input[@name='title']")[0].get("value") == ANSWERS["title"]
    assert page.select("//input[@name='category'][@value='decision']/@checked")
    kept = [page.select(f"//input[@name='issued_on-{part}']")[0].get("value") for part in ("day", "month")]
    assert kept == ["1", "5"]
    assert "PDF reçu et vérifié" in page.text
    assert page.submit("Voir ce qui va se passer", title="Autre titre").text.count("Autre titre") == 1


@pytest.mark.parametrize(
    ("answers", "said", "kind"),
    [
        ({}, "Décision", "decision"),
        ({"category": "financial", "decision": "y"}, "Financier, décision", "decision"),
        ({"category": "financial"}, "Financier", "document"),
    ],
)
def test_what_a_document_is_is_asked_once(
    session: Session, form: Page, answers: dict[str, str], said: str, kind: str
) -> None:
    assert not form.select("//*[@name='kind']")
    page = fill(form, **answers)
    assert dict(zip(page.words_of("//dt"), page.words_of("//dd"), strict=False))["Catégorie"] == said
    page.follow("Corriger").submit("Voir ce qui va se passer").submit("Déposer")
    assert session.scalars(select(Document.kind)).one() == kind


def hostile(kind: str) -> bytes:
    """A PDF with something active, or that is none."""
    if kind in {"empty", "text", "cut"}:
        return {"empty": b"", "text": b"Bonjour", "cut": pdf_of()[:200]}[kind]
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if kind == "script":
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.OpenAction = pdf.make_indirect(action)
    if kind == "attachment":
        pdf.attachments["a.txt"] = b"x"
    stream = io.BytesIO()
    pdf.save(stream, encryption=pikepdf.Encryption(owner="o", user="u") if kind == "locked" else None)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("text", "n'est pas un PDF"),
        ("cut", "PDF"),
        ("script", "JavaScript"),
        ("attachment", "fichier joint"),
        ("locked", "chiffré"),
    ],
)
def test_a_hostile_pdf_is_refused_with_its_reason_and_kept_nowhere(
    app: Flask, session: Session, form: Page, kind: str, says: str
) -> None:
    page = fill(form, pdf=upload(hostile(kind), "facture.pdf"))
    assert says in page.text
    assert page.select("//input[@name='title']")[0].get("value") == ANSWERS["title"]
    assert (recorded(session), stored(app)) == ([0, 0, 0], [])
    folder = app.config["RELAIS_DATA"] / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_an_empty_file_and_no_file_at_all_are_said(form: Page) -> None:
    assert "n'est pas un PDF" in fill(form, pdf=(io.BytesIO(b""), "vide.pdf")).text
    assert "Choisissez le PDF à déposer." in fill(form, pdf=None).text
    assert "Choisissez le PDF à déposer." in fill(form, pdf=(io.BytesIO(b""), "")).text


def test_a_file_too_large_is_said_in_the_form_which_keeps_the_rest(app: Flask, session: Session, form: Page) -> None:
    page = send_bytes(form, 25 * 2**20)
    assert "trop volumineux" in page.text
    assert page.select("//input[@name='title']")[0].get("value") == ANSWERS["title"]
    assert (recorded(session), stored(app)) == ([0, 0, 0], [])


def test_a_file_beyond_all_measure_is_answered_by_a_page(form: Page) -> None:
    page = send_bytes(form, 70 * 2**20)
    assert (page.status, page.h1) == (413, "Le fichier est trop gros")


def test_somebody_elses_draft_is_not_there(app: Flask, session: Session, form: Page) -> None:
    preview = fill(form)
    other = make_staff(session, StaffRole.AGENT)
    session.commit()
    stranger = sign_in_staff(PageClient(app), other)
    page = stranger.get(preview.path)
    assert page.path == "/depots/nouveau"
    assert "Ce qui était préparé n'est plus là." in page.text
    token = preview.path.rpartition("/")[2]
    page = stranger.get(form.path)
    page = fill(page, pdf=None, upload=token)
    assert "Choisissez le PDF à déposer." in page.text
    assert recorded(session) == [0, 0, 0]


def test_a_confirmation_without_what_was_read_deposits_nothing(session: Session, form: Page) -> None:
    preview = fill(form)
    for seen in ("", "forged", None):
        assert "a changé entre-temps" in preview.submit("Déposer", seen=seen).text
    assert recorded(session) == [0, 0, 0]


def test_a_form_without_its_token_does_nothing(session: Session, form: Page) -> None:
    preview = fill(form)
    for page, button in ((form, "Voir ce qui va se passer"), (preview, "Déposer")):
        assert "n'était plus valable" in page.submit(button, status=400, csrf_token="forged").text
    assert recorded(session) == [0, 0, 0]


def test_a_file_of_another_employer_has_no_form(session: Session, agent: PageClient, employer: Employer) -> None:
    other = make_file(session, make_employer(session))
    session.commit()
    agent.get(f"/depots/nouveau/{employer.public_id}/{other.public_id}", status=404)


def test_the_same_pages_in_english(agent: PageClient, form: Page) -> None:
    agent.speak("en")
    page = agent.get(form.path)
    page = page.submit("See what will happen", **{**ANSWERS, "pdf": upload(hostile("script"))})
    assert "This PDF contains JavaScript." in page.text
    page = page.submit("See what will happen", pdf=upload())
    assert "It will be deposited on screen; each person will be notified by e-mail." in page.text
    assert date(2026, 5, 1).strftime("%-d May %Y") in page.text
    assert "Document deposited" in page.submit("Deposit").text
