"""The doors that open with a code, from the entry page to the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.credentials import issue_code, prepare_welcome
from app.entry.steps.throttling import MOST_FAILURES
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM
from app.registry.models.people import Person
from app.registry.models.signin import Credential, SignInThrottle, UserSession
from app.vocabulary.accounts import Role, Space
from tests.application import PRODUCTION
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import Page, PageClient

CODE_DOOR = "/connexion/guichet-sst"
CHOSEN = "trois merles dans le cèdre"


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session, given_name="Camille", family_name="Tremblay")
    employer = make_employer(session, name="Scierie du Lac")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    return person


@pytest.fixture
def credential(session: Session, person: Person) -> Credential:
    credential = make_credential(session, person)
    session.commit()
    return credential


def come_in(client: PageClient, credential: Credential, password: str = PASSWORD, **options: Any) -> Page:
    return client.get(options.pop("door", CODE_DOOR)).submit(
        "Entrer", code=credential.user_code, password=password, **options
    )


def cookie(client: PageClient) -> dict[str, Any]:
    with client.raw.session_transaction() as held:
        return dict(held)


@pytest.mark.databases("sqlite", because="these pages read nothing")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_entry_shows_four_doors_each_with_a_sentence(client: PageClient, language: str) -> None:
    client.speak(language)
    page = client.get("/entree")
    assert {"fr": "Ici, un employeur lit les avis", "en": "Here, an employer reads"}[language] in page.text
    assert len(page.select("//h2/a")) == 4
    assert all(len(words.split()) > 5 for words in page.words_of("//h2/following-sibling::p"))
    for path in (
        "/entree/choisir",
        CODE_DOOR,
        "/connexion/codes-cnesst",
        "/connexion/clinique",
        "/mot-de-passe/oublie",
        "/mot-de-passe/envoye",
    ):
        client.get(path)


@pytest.mark.databases("sqlite", because="these pages read nothing")
@pytest.mark.parametrize(
    ("answers", "door"),
    [
        (["oui"], "/connexion/clicsequr"),
        (["non", "oui"], "/connexion/guichet-sst"),
        (["non", "non", "oui"], "/connexion/codes-cnesst"),
    ],
)
def test_questions_lead_to_a_door(client: PageClient, answers: list[str], door: str) -> None:
    page = client.get("/entree?next=/dossiers").follow("Je ne sais pas")
    for answer in answers:
        page = page.submit("Continuer", answer=answer)
    assert page.h1 == "Voici votre porte"
    assert page.select(f"//a[@href='{door}?next=/dossiers']")


@pytest.mark.databases("sqlite", because="these pages read nothing")
def test_three_times_no_says_who_can_help(client: PageClient) -> None:
    page = client.get("/entree/choisir")
    assert ("Compte clicSÉQUR" in page.text, "Question 1" in page.text) == (True, False)
    assert "Répondez par oui ou par non" in page.submit("Continuer").text
    for _ in range(3):
        page = page.submit("Continuer", answer="non")
    assert "droits d'accès" in page.text
    client.get("/entree/choisir?question=99")
    client.get("/entree/choisir?question=x&asked=1&answer=oui")


def test_the_right_code_and_password_open_the_door(client: PageClient, credential: Credential) -> None:
    page = come_in(client, credential, door=f"{CODE_DOOR}?next=/mon-compte")
    assert page.path == "/mon-compte"
    assert "Scierie du Lac" in page.text
    assert client.get("/entree", follow=False, status=302).response.headers["Location"] == "/"


def test_what_goes_wrong_is_said_the_same_way_for_an_unknown_code(client: PageClient, credential: Credential) -> None:
    known = come_in(client, credential, "faux")
    unknown = client.get(CODE_DOOR).submit("Entrer", code="G-AAAA-AAAA", password="faux")
    assert "n'est pas le bon" in known.text
    assert unknown.text == known.text
    assert unknown.status == known.status
    assert "À corriger" in client.get(CODE_DOOR).submit("Entrer", code="", password="").text


def test_a_password_never_comes_back_in_the_page(client: PageClient, credential: Credential) -> None:
    assert "mon-secret" not in come_in(client, credential, "mon-secret").response.get_data(as_text=True)


def test_the_cookie_is_a_random_token_out_of_reach_of_scripts(client: PageClient, credential: Credential) -> None:
    page = come_in(client, credential, follow=False, status=302)
    headers = {text.partition("=")[0]: text for text in page.response.headers.getlist("Set-Cookie")}
    assert set(headers) == {"relais", "relais_browser"}
    assert all("HttpOnly" in header and "SameSite=Lax" in header for header in headers.values())
    assert "Expires" not in headers["relais"]
    assert set(cookie(client)) == {"token"}
    client.get("/mon-compte")
    assert set(cookie(client)) == {"token", "csrf_token"}
    assert "Set-Cookie" not in client.get("/mon-compte").response.headers


@pytest.mark.parametrize("settings", [PRODUCTION])
def test_in_production_the_cookie_travels_by_https_only(client: PageClient, settings: dict[str, Any]) -> None:
    response = client.raw.get(CODE_DOOR, base_url="https://localhost")
    assert "Secure" in response.headers["Set-Cookie"]


def test_a_session_from_before_is_not_kept(app: Flask, client: PageClient, credential: Credential) -> None:
    """Fixation: whoever planted a cookie in this browser learns nothing of what happens after the sign-in."""
    client.get(CODE_DOOR)
    with client.raw.session_transaction() as held:
        held["token"] = "planted"
    before = cookie(client)
    come_in(client, credential)
    after = cookie(client)
    assert after["token"] != "planted"
    assert after.get("csrf_token") != before["csrf_token"]
    thief = PageClient(app)
    with thief.raw.session_transaction() as held:
        held.update(before)
    assert thief.get("/mon-compte").path.startswith("/entree")


def test_signing_in_twice_gives_two_tokens_and_signing_out_kills_one(
    app: Flask, client: PageClient, credential: Credential
) -> None:
    come_in(client, credential)
    stolen = cookie(client)
    other = PageClient(app)
    come_in(other, credential)
    assert cookie(other)["token"] != stolen["token"]
    assert client.get("/mon-compte").submit("Se déconnecter").path == "/entree"
    with client.raw.session_transaction() as held:
        held.update(stolen)
    assert client.get("/mon-compte").path.startswith("/entree")
    assert other.get("/mon-compte").path == "/mon-compte"


@pytest.mark.parametrize("path", [CODE_DOOR, "/mot-de-passe/oublie", "/deconnexion", "/choisir-employeur"])
def test_no_form_is_taken_without_its_token(client: PageClient, credential: Credential, path: str) -> None:
    come_in(client, credential)
    page = client.post(path, {"code": credential.user_code, "password": PASSWORD}, status=400)
    assert page.h1 == "La page n'était plus valable"


@pytest.mark.parametrize("elsewhere", ["//ailleurs.example", "https://ailleurs.example/", "/\\ailleurs.example"])
def test_nobody_is_sent_elsewhere(client: PageClient, credential: Credential, elsewhere: str) -> None:
    page = client.get(CODE_DOOR, query_string={"next": elsewhere})
    sent = page.submit("Entrer", code=credential.user_code, password=PASSWORD, follow=False, status=302)
    assert sent.response.headers["Location"] == "/"


def test_too_many_attempts_say_how_long_to_wait(
    client: PageClient, credential: Credential, clock_at: Callable[[datetime], None]
) -> None:
    start = clock.ticking()
    clock_at(start)
    for _ in range(4):
        come_in(client, credential, "faux")
    page = come_in(client, credential, status=429)
    assert "Vous pourrez recommencer dans 6 secondes." in page.text
    clock_at(start + timedelta(seconds=6))
    come_in(client, credential, follow=False, status=302)


def test_the_address_of_a_client_is_not_what_the_client_says(client: PageClient, credential: Credential) -> None:
    """Without trusted proxies, a forged header does not escape the back-off."""
    for number in range(6):
        token = client.get(CODE_DOOR).select("//input[@name='csrf_token']")[0].get("value")
        answer = client.raw.post(
            CODE_DOOR,
            data={"csrf_token": token, "code": "G-AAAA-AAAA", "password": "faux"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    assert answer.status_code == 429


@pytest.mark.parametrize("settings", [{"TRUSTED_PROXIES": 1}])
def test_behind_a_trusted_proxy_the_address_is_what_the_proxy_says(
    client: PageClient, session: Session, settings: dict[str, Any]
) -> None:
    statuses = []
    for number in range(6):
        token = client.get(CODE_DOOR).select("//input[@name='csrf_token']")[0].get("value")
        data = {"csrf_token": token, "code": "G-AAAA-AAAA", "password": "faux"}
        header = {"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"}
        statuses.append(client.raw.post(CODE_DOOR, data=data, headers=header).status_code)
    assert set(statuses) == {200}


def welcome(session: Session, person: Person) -> tuple[str, str]:
    credential = issue_code(session, person.id, Space.GUICHET_SST, SYSTEM, None)
    values = prepare_welcome(session, session.scalars(select(OutgoingEmail)).one())
    session.commit()
    assert values is not None
    return credential.user_code, str(values["temporary_password"])


def test_the_first_visit_leads_to_the_choice_of_a_password_and_nowhere_else(
    session: Session, client: PageClient, person: Person
) -> None:
    code, temporary = welcome(session, person)
    page = client.get(CODE_DOOR).submit("Entrer", code=code, password=temporary)
    assert page.h1 == "Choisir votre mot de passe"
    for path in ("/mon-compte", "/choisir-employeur", "/entree"):
        assert client.get(path).path.startswith("/mot-de-passe")
    assert "au moins 15 caractères" in page.submit("Choisir ce mot de passe", new="court").text
    assert "moins facile à deviner" in page.submit("Choisir ce mot de passe", new="Camille Tremblay 2026").text
    before = cookie(client)["token"]
    page.submit("Choisir ce mot de passe", new=CHOSEN, follow=False, status=302)
    assert cookie(client)["token"] != before
    assert "Votre mot de passe est choisi." in client.get("/mon-compte").text


def test_the_first_visit_can_be_left(session: Session, client: PageClient, person: Person) -> None:
    code, temporary = welcome(session, person)
    page = client.get(CODE_DOOR).submit("Entrer", code=code, password=temporary)
    assert page.submit("Se déconnecter").path == "/entree"
    again = client.get(CODE_DOOR).submit("Entrer", code=code, password=temporary)
    assert "a déjà servi" in again.text


def test_a_password_is_changed_from_ones_account(client: PageClient, credential: Credential) -> None:
    come_in(client, credential, door=f"{CODE_DOOR}?next=/mon-compte")
    page = client.get("/mon-compte").follow("Changer (Mot de passe)")
    assert "Le mot de passe actuel n'est pas le bon." in page.submit("Choisir", current="faux", new=CHOSEN).text
    page.submit("Choisir ce mot de passe", current=PASSWORD, new=CHOSEN, follow=False, status=302)
    client.get("/mon-compte").submit("Se déconnecter")
    assert "n'est pas le bon" in come_in(client, credential).text
    come_in(client, credential, CHOSEN, follow=False, status=302)


def test_somebody_who_came_without_a_code_has_no_password(session: Session, client: PageClient, person: Person) -> None:
    sign_in_person(client, person, Space.GUICHET_SST)
    client.get("/mot-de-passe", status=404)


def test_a_forgotten_password_is_answered_the_same_whether_the_code_exists(
    session: Session, client: PageClient, credential: Credential
) -> None:
    page = client.get("/mot-de-passe/oublie")
    known = page.submit("Demander", code=credential.user_code)
    unknown = page.submit("Demander", code="G-AAAA-AAAA")
    assert known.text == unknown.text
    assert session.scalar(select(func.count(OutgoingEmail.id))) == 1


def lock_out(client: PageClient, session: Session, credential: Credential) -> None:
    """As if strangers had guessed as often as they may."""
    come_in(PageClient(client.app), credential, "faux")
    session.execute(update(SignInThrottle).values(failures=MOST_FAILURES, blocked_until=None))
    session.commit()


def test_whoever_came_in_before_comes_in_again_whatever_others_try(
    app: Flask, client: PageClient, session: Session, credential: Credential
) -> None:
    come_in(client, credential, door=f"{CODE_DOOR}?next=/mon-compte").submit("Se déconnecter")
    lock_out(client, session, credential)
    refused = come_in(PageClient(app), credential, status=429)
    assert "son lien le fait reconnaître" in refused.text
    come_in(client, credential, follow=False, status=302)


def test_the_link_of_a_message_lets_a_new_browser_in(
    app: Flask, client: PageClient, session: Session, credential: Credential
) -> None:
    lock_out(client, session, credential)
    client.get(CODE_DOOR).follow("Mot de passe oublié").submit("Demander", code=credential.user_code)
    values = prepare_welcome(session, session.scalars(select(OutgoingEmail)).one())
    session.commit()
    assert values is not None
    path = str(values["link"]).removeprefix("http://127.0.0.1:8000")
    page = client.get(path)
    come_in(client, credential, status=429)
    door = page.submit("Reconnaître ce navigateur")
    assert (door.path, "Ce navigateur est reconnu" in door.text) == (CODE_DOOR, True)
    come_in(client, credential, follow=False, status=302)
    assert PageClient(app).get(path, status=404).h1 == "Ce lien ne sert plus"
    come_in(PageClient(app), credential, status=429)


def test_a_cookie_that_was_written_by_somebody_else_makes_no_browser_known(
    client: PageClient, session: Session, credential: Credential
) -> None:
    lock_out(client, session, credential)
    client.raw.set_cookie("relais_browser", "WyJtYWRlLXVwIl0.made-up")
    come_in(client, credential, status=429)


def test_with_several_employers_one_chooses_then_comes_back_to_the_page_asked_for(
    session: Session, client: PageClient, person: Person, credential: Credential
) -> None:
    other = make_employer(session, name="Boulangerie Aubert")
    make_membership(session, person, other, Role.USER, Space.GUICHET_SST)
    foreign = make_employer(session)
    session.commit()
    page = come_in(client, credential, door=f"{CODE_DOOR}?next=/mon-compte")
    assert page.h1 == "Choisir l'employeur"
    assert foreign.name not in page.text
    assert "Choisissez un employeur." in page.submit("Continuer").text
    page.submit("Continuer", employer=foreign.public_id)
    assert session.scalars(select(UserSession.employer_id)).one() is None
    page = page.submit("Continuer", employer=other.public_id)
    assert page.path == "/mon-compte"
    assert "Boulangerie Aubert" in page.text
    assert page.follow("Changer d'employeur").h1 == "Choisir l'employeur"


def test_with_many_employers_one_searches(
    session: Session, client: PageClient, person: Person, credential: Credential
) -> None:
    # Letters, not digits: what is searched finds parts of enterprise numbers too.
    for letters in product("XYZ", "ABCDEFGHIJ"):
        made = make_employer(session, name=f"Érablière {''.join(letters)}")
        make_membership(session, person, made, Role.USER, Space.GUICHET_SST)
    session.commit()
    page = come_in(client, credential)
    assert "Les 20 premiers de 31" in page.text
    found = page.submit("Chercher", q="erabliere yh")
    assert len(found.select("//input[@type='radio']")) == 1
    assert "Aucun employeur ne correspond" in page.submit("Chercher", q="introuvable").text
    found.submit("Continuer", employer=found.select("//input[@type='radio']")[0].get("value"), follow=False, status=302)


def test_without_any_employer_the_page_says_who_can_help(session: Session, client: PageClient) -> None:
    person = make_person(session)
    credential = make_credential(session, person)
    session.commit()
    page = come_in(client, credential)
    assert "peut vous inscrire" in page.text
