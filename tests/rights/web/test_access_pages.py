"""The rooms of rights, through HTTP: who sees what, why, the gestures, and what is refused."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Membership
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import PAPER, RIGHTS, SERVICES, House
from tests.web.asking import without_code
from tests.web.page_client import Page, PageClient


def row_of(page: Page, name: str) -> list[str]:
    """The cells of somebody in the matrix."""
    (row,) = [tr for tr in page.select("//tbody/tr") if name in tr.text_content()]
    return [" ".join(cell.xpath(".//a/text()")).replace("\u00a0", " ") for cell in row.findall("td")]


def test_the_matrix_shows_what_the_resolver_says(house: House) -> None:
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=10))
    house.session.commit()
    page = house.client.get(RIGHTS)
    assert page.h1 == "Droits d'accès"
    assert row_of(page, "Marie Tremblay") == ["Automatique (RSE)"] * 7
    cells = row_of(page, "Luc Gagnon")
    assert cells[3].startswith("Jusqu'au ")
    assert [cell for number, cell in enumerate(cells) if number != 3] == ["—"] * 6
    assert "finit bientôt" in page.text


def test_people_go_by_name_either_way_within_their_filter(house: House) -> None:
    make_grant(house.session, house.user, house.employer)
    house.session.commit()
    page = house.client.get(RIGHTS, query_string={"service": "file_followup"})
    for names in (["Marie Tremblay", "Luc Gagnon"], ["Luc Gagnon", "Marie Tremblay"]):
        page = house.client.get(str(page.select("//thead//a/@href")[0]))
        assert page.words_of("//tbody/tr/th/a") == names
        page = page.submit("Chercher")
        assert page.words_of("//tbody/tr/th/a") == names
        assert "service=file_followup" in page.path
    assert house.client.get(RIGHTS, query_string={"tri": "-name"}).words_of("//tbody/tr/th/a")[0] == "Marie Tremblay"


def test_the_matrix_narrows(house: House) -> None:
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=200))
    house.session.commit()

    def names(**wanted: str) -> list[str]:
        return house.client.get(RIGHTS, query_string=wanted).words_of("//tbody/tr/th/a")

    assert names() == ["Luc Gagnon", "Marie Tremblay"]
    assert names(q="gágnon") == names(q="LUC@") == ["Luc Gagnon"]
    assert names(role="rse") == ["Marie Tremblay"]
    assert names(service="file_followup") == ["Luc Gagnon", "Marie Tremblay"]
    assert names(service="review") == ["Marie Tremblay"]
    assert names(soon="y") == []
    assert names(role="king", service="?", page="99") == ["Luc Gagnon", "Marie Tremblay"]
    assert "Personne ne répond" in house.client.get(RIGHTS, query_string={"q": "zzz"}).text


def test_a_long_matrix_comes_in_pages_of_fifty(house: House) -> None:
    for number in range(60):
        make_membership(house.session, make_person(house.session, family_name=f"Abel-{number:02}"), house.employer)
    house.session.commit()
    first = house.client.get(RIGHTS)
    assert len(first.select("//tbody/tr")) == 50
    assert len(first.follow("Page suivante").select("//tbody/tr")) == 12
    assert "62 personnes" in first.text


def test_an_end_is_changed_from_the_persons_page(house: House) -> None:
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=10))
    house.session.commit()
    page = house.client.get(house.path()).follow("Modifier").submit("Enregistrer l'échéance", length="half", duty="y")
    assert "L'échéance est changée pour Luc Gagnon." in page.text
    assert "a modifié le droit de" in page.text


def test_the_end_of_a_right_still_to_come_waits_and_the_page_says_why(house: House) -> None:
    make_grant(house.session, house.user, house.employer, from_on=clock.today() + timedelta(days=10))
    house.session.commit()
    path = house.path("suivi-des-dossiers", "echeance")
    assert "Ce droit commence plus tard : attendez ce jour" in house.client.get(path).text
    house.client.speak("en")
    assert "This right begins later: wait until that day" in house.client.get(path).text


def test_a_right_is_taken_back_after_its_effect_was_said(house: House, app: Flask) -> None:
    make_grant(house.session, house.user, house.employer, until_on=clock.today() + timedelta(days=10))
    house.session.commit()
    theirs = sign_in_person(PageClient(app), house.user)
    assert "Ouvert jusqu'au" in theirs.get(SERVICES).text
    page = house.client.get(house.path()).follow("Retirer")
    assert "dès la prochaine page" in page.text
    confirmed = page.submit("Retirer le droit")
    assert "Le droit est retiré" in confirmed.text
    assert "Ouvert jusqu'au" not in theirs.get(SERVICES).text
    assert "C'était déjà fait" in page.submit("Retirer le droit").text
    assert "n'est plus en vigueur" in house.client.get(house.path("suivi-des-dossiers", "retirer")).text


def test_somebody_who_left_loses_everything_at_the_next_request(house: House, app: Flask) -> None:
    make_grant(house.session, house.user, house.employer)
    house.session.commit()
    theirs = sign_in_person(PageClient(app), house.user)
    theirs.get(SERVICES)
    page = house.client.get(house.path()).follow("Cette personne est partie").submit("Retirer la personne")
    assert "n'a plus aucun rôle ni droit" in page.text
    assert "Luc Gagnon" not in page.words_of("//tbody/tr/th/a")
    assert theirs.raw.get(SERVICES).status_code != 200
    assert "n'a plus de rôle" in house.client.get(house.path()).text


def test_the_last_rse_is_told_why_she_stays(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}/retirer")
    assert page.h1.endswith("Remplacer cette personne")
    assert "on peut la remplacer, pas la retirer" in page.text


def test_why_answers_for_any_day_and_as_known_then(house: House) -> None:
    make_grant(house.session, house.user, house.employer, from_on=clock.today() - timedelta(days=30))
    house.session.commit()
    page = house.client.get(house.path("suivi-des-dossiers", "pourquoi"))
    assert "Oui : Luc Gagnon peut utiliser ce service aujourd'hui." in page.text
    assert "Règle A12" in page.text
    before = {"on-day": "1", "on-month": "janvier", "on-year": "2020"}
    page = house.client.get(house.path("suivi-des-dossiers", "pourquoi"), query_string=before)
    assert "Non : Luc Gagnon ne pouvait pas utiliser ce service le 1er janvier 2020." in page.text
    assert {"Règle A4", "Règle A7"} <= {words[-8:] for words in page.words_of("//details[@class='relais-why__source']")}
    assert "Les nouveaux services ouvrent le 3 février 2020" in page.text
    then = clock.today() - timedelta(days=2)
    asked = {"on-day": then.day, "on-month": then.month, "on-year": then.year, "hour": "14 h 05"}
    page = house.client.get(house.path("suivi-des-dossiers", "pourquoi"), query_string=asked)
    assert "n'avait pas de rôle" in page.text, "nothing had been recorded yet"
    page = house.client.get(house.path("suivi-des-dossiers", "pourquoi"), query_string={**asked, "hour": "25:99"})
    assert "L'heure s'écrit" in page.text


def test_why_leads_to_what_would_change_the_answer(house: House) -> None:
    page = house.client.get(house.path("revision", "pourquoi")).follow("Accorder ce droit")
    page = page.submit("Continuer")
    assert page.select("//input[@checked]/@value") == ["review"]


def strangers(house: House) -> dict[str, str]:
    """Identifiers of people whom the RSE may not see."""
    session = house.session
    elsewhere, other_space = make_person(session), make_person(session)
    other = make_employer(session)
    make_account(session, other)
    make_membership(session, elsewhere, other)
    make_membership(session, other_space, house.employer, Role.USER, Space.GUICHET_SST)
    session.commit()
    return {"elsewhere": elsewhere.public_id, "other_space": other_space.public_id, "missing": "AAAAAAAAAAAAAAAA"}


def test_whoever_is_out_of_reach_is_not_found(house: House) -> None:
    pages = set()
    for public_id in strangers(house).values():
        for tail in (
            "",
            "/retirer",
            "/suivi-des-dossiers/pourquoi",
            "/suivi-des-dossiers/retirer",
            "/revision/echeance",
        ):
            page = house.client.get(f"{RIGHTS}/personnes/{public_id}{tail}", status=404)
            pages.add(without_code(page.text))
    assert len(pages) == 1, "a stranger looks like a missing identifier"
    house.client.get(house.path("everything", "pourquoi"), status=404)


def test_nothing_is_done_to_whoever_is_out_of_reach(house: House) -> None:
    token = house.client.get(house.path("retirer")).select("//input[@name='csrf_token']/@value")[0]
    before = (house.count(AuditEntry), house.count(Membership))
    for public_id in strangers(house).values():
        for tail in ("retirer", "suivi-des-dossiers/retirer", "suivi-des-dossiers/echeance"):
            data = {"csrf_token": token, "length": "year"}
            house.client.post(f"{RIGHTS}/personnes/{public_id}/{tail}", data, status=404)
    assert house.count(AuditEntry) == before[0]


def test_a_form_without_its_token_changes_nothing(house: House) -> None:
    house.client.post(house.path("retirer"), {}, status=400)
    assert "Luc Gagnon" in house.client.get(RIGHTS).text


def test_who_does_not_grant_finds_none_of_these_pages(house: House) -> None:
    sign_in_person(house.client, house.user)
    for path in (RIGHTS, f"{RIGHTS}/accorder", house.path(), house.path("retirer"), PAPER):
        house.client.get(path, status=404)
    page = house.client.get(SERVICES)
    assert "Droits d'accès" not in page.words_of("//nav//a")


def test_services_say_why_they_are_closed_and_who_can_help(house: House) -> None:
    make_grant(house.session, house.user, house.employer, OnlineService.MESSAGING)
    house.session.commit()
    sign_in_person(house.client, house.user)
    page = house.client.get(SERVICES)
    assert "1 des 7 services vous est ouvert aujourd'hui." in page.text
    assert "Demandez ce droit d'accès : Marie Tremblay peut l'accorder." in page.text
    assert "Les droits sont accordés chez votre employeur par : Marie Tremblay." in page.text


def test_cnesst_codes_open_messaging_only(session: Session, client: PageClient) -> None:
    employer, user = make_employer(session), make_person(session)
    make_account(session, employer, Space.CNESST_CODES)
    make_membership(session, user, employer, Role.USER, Space.CNESST_CODES)
    session.commit()
    sign_in_person(client, user, Space.CNESST_CODES)
    page = client.get(SERVICES)
    assert "1 des 7 services" in page.text
    assert page.text.count("Un compte avec des codes CNESST donne seulement accès à la messagerie sécurisée.") == 6


def test_paper_recipients_are_counted_enrolled_and_settled(house: House) -> None:
    recipient = make_recipient(house.session, house.employer, name="Paul Roy")
    make_recipient(house.session, house.employer, name="Luc Gagnon")
    make_recipient(house.session, house.employer, name="Marie Tremblay")
    house.session.commit()
    page = house.client.get(PAPER)
    assert "2 personnes de cette liste ne reçoivent plus rien" in page.text
    assert page.words_of("//tbody//strong") == ["Pas d'inscription", "Inscription faite", "Pas d'inscription"]
    started = page.follow("Inviter")
    assert started.select("//input[@name='given_name']/@value") == ["Paul"]
    settle = house.client.get(f"{PAPER}/{recipient.public_id}/plus-besoin")
    assert settle.submit("Cesser les lettres").title.startswith("Erreur :")
    assert settle.submit("Cesser les lettres", reason="x" * 301).title.startswith("Erreur :")
    done = settle.submit("Cesser les lettres", reason="A quitté l'entreprise")
    assert "Paul Roy" not in done.words_of("//tbody/tr/th")
    assert "C'était déjà fait" in settle.submit("Cesser les lettres", reason="Encore").text
    house.client.get(f"{PAPER}/{recipient.public_id}/plus-besoin", status=404)


def test_a_recipient_of_another_employer_is_not_found(house: House) -> None:
    recipient = make_recipient(house.session, make_employer(house.session))
    house.session.commit()
    house.client.get(f"{PAPER}/{recipient.public_id}/plus-besoin", status=404)
    token = house.client.get(house.path("retirer")).select("//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "reason": "Non"}
    house.client.post(f"{PAPER}/{recipient.public_id}/plus-besoin", data, status=404)


def test_everything_is_in_english_too(house: House) -> None:
    make_grant(house.session, house.user, house.employer)
    make_recipient(house.session, house.employer)
    house.session.commit()
    house.client.speak("en")
    pages = (RIGHTS, house.path(), house.path("revision", "pourquoi"), house.path("retirer"), PAPER, SERVICES)
    french = ("Droits", "Retirer", "Pourquoi", "accès", "Règle")
    for path in pages:
        page = house.client.get(path)
        own = " ".join(page.words_of("//main//*[self::h1 or self::h2 or self::a or self::button or self::label]"))
        assert not [word for word in french if word in own], path
