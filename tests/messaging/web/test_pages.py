"""The messaging through HTTP: an employer writes and reads, the Commission answers, strangers find nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, insert
from sqlalchemy.orm import Session

from app import clock
from app.messaging.actions.threads import take_thread
from app.messaging.models import Thread
from app.messaging.words import LONGEST_MESSAGE, MessageKind
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Space
from tests.factories.absences import make_absence
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.scenes.messages import Mailroom, make_mailroom
from tests.web.page_client import Page, PageClient


@pytest.fixture
def room(session: Session, clock_at: Any) -> Mailroom:
    clock_at("2026-03-02T10:00")
    return make_mailroom(session)


@pytest.fixture
def as_luc(room: Mailroom, client: PageClient) -> PageClient:
    return sign_in_person(client, room.luc)


@pytest.fixture
def anew(room: Mailroom, client: PageClient) -> Callable[[], PageClient]:
    """Another browser, with the agent in it."""
    return lambda: sign_in_staff(PageClient(client.app), room.agent)


#: The session, the right twice (the guard's, then with the files), the list, what nobody opened, the counts.
MOST_STATEMENTS = 6
MOST_STATEMENTS_OF_THREAD = 12


def statements(ask: Callable[[], object]) -> int:
    """How many statements a page sends, once it was asked for before."""
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    ask()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return sum(not text.startswith(("BEGIN", "PRAGMA")) for text in sent)


def write(page: Page, words: str, subject: str = "progress") -> Page:
    return page.submit("Envoyer", subject=subject, words=words)


def test_from_the_file_a_question_its_answer_and_a_reply(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    page = as_luc.get(f"/dossiers/{room.file.public_id}").follow("Écrire à la Commission")
    page = write(page, "Quand la décision viendra-t-elle?\r\nMerci.")
    assert "Le message est envoyé à la Commission." in page.text
    assert page.words_of("//dt | //dd")[:2] == ["Bureau qui répond", "Québec"]

    agent = anew()
    page = agent.get("/").follow("Répondre").follow("Suite du dossier")
    assert "Quand la décision" in page.text
    page = page.follow("Répondre").submit("Envoyer", kind="question", words="Quel jour est-ce arrivé?")
    assert "À l'employeur, depuis" in page.text

    page = as_luc.get("/").follow("Répondre")
    assert page.words_of("//th//strong") == ["Non lu"]
    page = page.follow("Suite du dossier")
    assert "Alex Agent, à la Commission Question" in page.text
    page = page.follow("Répondre").submit("Garder pour plus tard", words="Le 3")
    page = page.follow("Reprendre ma réponse")
    assert page.select("//textarea")[0].text.strip() == "Le 3"
    page = page.submit("Envoyer", words="Le 3 mars.")
    assert "À la Commission, depuis" in page.text
    assert as_luc.get("/messagerie?onglet=a-la-commission").words_of("//th//strong") == []


def test_what_is_too_long_or_empty_is_not_sent_and_nothing_typed_is_lost(room: Mailroom, as_luc: PageClient) -> None:
    page = as_luc.get("/messagerie").follow("Écrire à la Commission")
    page = write(page, "a" * (LONGEST_MESSAGE + 1), "access")
    assert "Un message compte 10000 signes au plus." in page.text
    assert len(page.select("//textarea")[0].text.strip()) == LONGEST_MESSAGE + 1
    assert "Écrivez votre message." in write(page, " \u200b ", "access").text
    page = write(page, "a\r\n" * (LONGEST_MESSAGE // 2), "access")
    assert "Le message est envoyé" in page.text


def test_codes_land_on_their_messaging_and_never_meet_a_file(room: Mailroom, client: PageClient) -> None:
    about_file = room.begin(room.luc, about_file=True)
    sign_in_person(client, room.carl, Space.CNESST_CODES)
    page = client.get("/")
    assert (page.h1, page.select("//input[@name='cherche']")) == ("Messagerie", [])
    assert page.words_of("//nav//a[contains(@href, '/messagerie')]")[0] == "Messagerie"
    assert "Suite du dossier" not in client.get("/messagerie?onglet=a-la-commission").text
    client.get(f"/messagerie/{about_file}", status=404)
    client.get(f"/messagerie/nouveau?dossier={room.file.public_id}", status=404)
    page = write(client.get("/messagerie/nouveau"), "Où changer notre adresse?", "address")
    assert "Le message est envoyé à la Commission." in page.text


def test_the_list_is_searched_by_file_and_narrowed(room: Mailroom, as_luc: PageClient) -> None:
    room.begin(room.luc, about_file=True)
    room.begin(room.ana)
    page = as_luc.get("/messagerie?onglet=a-la-commission")
    assert len(page.select("//tbody/tr")) == 2
    for searched in ("heureux", room.file.file_no[:5]):
        found = page.submit("Chercher", cherche=searched)
        assert found.words_of("//tbody//th/a") == ["Suite du dossier"]
        assert searched not in found.path
    assert page.submit("Chercher", cherche="personne").h1 == "Messagerie"
    assert page.submit("Chercher", sujet="access").words_of("//tbody//th/a") == ["Accès et services en ligne"]
    assert page.follow("dont je réponds").select("//tbody/tr") == []
    page.follow("Suite du dossier").submit("En répondre moi-même")
    assert len(page.follow("dont je réponds").select("//tbody/tr")) == 1


def test_who_has_seen_it_is_said_to_one_s_own_side_only(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    thread = room.begin(room.luc)
    room.answer(thread, MessageKind.QUESTION)
    sign_in_person(other := PageClient(as_luc.app), room.ana).get("/messagerie")
    assert "Vu dans la liste par Ana Silva" in as_luc.get(f"/messagerie/{thread}").text
    assert "Ouvert par Luc Gagnon" in other.get(f"/messagerie/{thread}").text
    theirs = anew().get(f"/messages-recus/{thread}").text
    assert "Ana Silva" not in theirs
    assert "Ouvert par Luc" not in theirs


def test_a_sealed_message_leaves_a_trace_and_no_word_but_for_the_auditor(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    thread = room.begin(room.luc, "Mots à cacher")
    agent = anew()
    page = agent.get(f"/messages-recus/{thread}").follow("Mauvais dossier?")
    assert "Mots à cacher" not in page.text
    page = page.submit("Sceller le message", reason="wrong_file")
    places = (f"/messages-recus/{thread}", f"/messages-recus/{thread}/reponse", "/messages-recus")
    assert [place for place in places if "Mots à cacher" in agent.get(place).text] == []
    for place in (f"/messagerie/{thread}", f"/messagerie/{thread}/reponse"):
        page = as_luc.get(place)
        assert "Mots à cacher" not in page.text
        assert "Message scellé par Alex Agent" in page.text
    page = sign_in_staff(PageClient(as_luc.app), room.auditor).get(f"/messages-recus/{thread}")
    assert "Mots à cacher" in page.text
    assert "Message scellé par Alex Agent" in page.text
    assert page.select("//main//form | //main//a[contains(., 'Sceller') or contains(., 'Répondre')]") == []


def test_a_thread_goes_to_another_office_and_closes(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    room.begin(room.luc, about_file=True)
    thread = room.begin(room.luc)
    agent = anew()
    page = agent.get(f"/messages-recus/{thread}").follow("Confier à un autre bureau").submit("Confier", desk="Québec")
    assert "Le fil est confié à un autre bureau." in page.text
    assert agent.get("/messages-recus").submit("Chercher", bureau="Québec").text.count("Ateliers Boréal") == 2
    page = page.follow("Fermer le fil").submit("Fermer le fil")
    page = as_luc.get("/messagerie?onglet=fermes").follow("Accès et services")
    assert "Bureau central, puis Québec" in page.text
    assert "Alex Agent a fermé ce fil." in page.text
    page = page.follow("Répondre").submit("Envoyer", words="Encore une question")
    assert page.follow("Le fil fermé que celui-ci continue").link("Le fil qui continue celui-ci").endswith(page.path)


def test_another_employer_s_thread_is_not_there(room: Mailroom, client: PageClient, session: Session) -> None:
    thread, stranger = room.begin(room.luc), make_mailroom(session)
    sign_in_person(client, stranger.marie)
    for place in ("", "/reponse"):
        client.get(f"/messagerie/{thread}{place}", status=404)
    assert client.get("/messagerie?onglet=a-la-commission").select("//tbody/tr") == []


def test_an_answer_that_closes_a_thread_is_told_until_somebody_opens_it(room: Mailroom, client: PageClient) -> None:
    thread = room.begin(room.carl)
    room.answer(thread, MessageKind.ACCEPTANCE, "C'est fait.")
    sign_in_person(client, room.carl, Space.CNESST_CODES)
    page = client.get("/")
    assert "La Commission a écrit" in page.text
    page = page.follow("Accès et services en ligne – Question générale")
    assert "C'est fait." in page.text
    assert "La Commission a écrit" not in client.get("/messagerie").text


def test_what_the_commission_opened_is_no_longer_offered_to_be_sealed(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    thread = room.begin(room.luc)
    page = as_luc.get(f"/messagerie/{thread}")
    page.follow("Mauvais dossier?")
    anew().get(f"/messages-recus/{thread}")
    assert "Sceller" not in as_luc.get(f"/messagerie/{thread}").text
    page = page.follow("Mauvais dossier?").submit("Sceller le message", reason="wrong_party")
    assert "La Commission a déjà ouvert ce message." in page.text


def test_a_list_of_several_pages_is_walked_both_ways_with_the_same_statements(
    room: Mailroom, as_luc: PageClient
) -> None:
    rows = [
        {"employer_id": room.employer.id, "space": "clicsequr", "subject_kind": "general", "subject": "other"}
        | {"desk": "Bureau central", "turn": "commission", "turn_since_at": clock.now(), "public_id": f"T{number:015d}"}
        | {"last_message_id": 0, "told": "", "side": "employer", "begun_on": clock.today()}
        for number in range(120)
    ]
    room.session.execute(insert(Thread), rows)
    room.session.commit()
    page = as_luc.get("/messagerie?onglet=a-la-commission")
    seen = [href.get("href") for href in page.select("//tbody//th/a")]
    assert "À la Commission (99+)" in page.text
    for _ in range(2):
        page = page.follow("Page suivante")
        seen += [href.get("href") for href in page.select("//tbody//th/a")]
    names = [each.partition("?")[0] for each in seen]
    assert (len(names), len(set(names))) == (120, 120)
    back = page.follow("Page précédente")
    assert [each.get("href").partition("?")[0] for each in back.select("//tbody//th/a")] == names[50:100]
    assert statements(lambda: as_luc.get("/messagerie?onglet=a-la-commission")) <= MOST_STATEMENTS
    thread = room.begin(room.luc)
    assert statements(lambda: as_luc.get(f"/messagerie/{thread}")) <= MOST_STATEMENTS_OF_THREAD


def test_during_an_absence_the_stand_in_answers_and_whoever_left_answers_no_more(
    room: Mailroom, as_luc: PageClient
) -> None:
    thread = room.begin(room.ana)
    take_thread(room.who(room.ana), thread)
    make_absence(room.session, room.ana, room.luc, room.employer, (clock.today(), clock.today() + timedelta(days=7)))
    room.session.commit()
    page = as_luc.get("/messagerie?onglet=a-la-commission").follow("dont je réponds")
    assert "Luc Gagnon, qui remplace Ana Silva" in page.words_of("//tbody//td")[-1]
    assert "Luc Gagnon, qui remplace Ana Silva" in page.follow("Accès et services").text
    room.session.execute(delete(Absence))
    room.session.execute(delete(AccessGrant).where(AccessGrant.person_id == room.ana.id))
    room.session.commit()
    assert "Ana Silva, qui n'y a plus accès" in as_luc.get(f"/messagerie/{thread}").text


def test_a_thread_may_be_passed_to_any_office_of_the_employer_s_files(
    room: Mailroom, as_luc: PageClient, anew: Callable[[], PageClient]
) -> None:
    thread = room.begin(room.luc)
    page = anew().get(f"/messages-recus/{thread}/bureau")
    assert page.words_of("//select/option") == ["Choisir un bureau", "Québec"]
