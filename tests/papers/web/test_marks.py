"""Marking as read: what is no longer new for one reader, and nothing else that anybody relies on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.ledger.models.audit import AuditEntry
from app.papers.queries.exposed import exposed_to
from app.papers.queries.home import waiting_at
from app.registry.queries.choices import Choice
from app.resolver.models.documents import DocumentMark, DocumentOpening
from app.resolver.queries.grants import last_reading
from app.rights.queries.hints import unused_by
from app.vocabulary.accounts import Role, Space
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_opening
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.reading_room import DAY, ReadingRoom, room

__all__ = ["room"]


def file_page(room: ReadingRoom) -> str:
    return f"/dossiers/{room.file.public_id}"


def relied_on(room: ReadingRoom) -> tuple[object, ...]:
    """What proofs, exceptions, reviews and departures ask of who read what."""
    room.session.rollback()
    where = (room.session, room.employer.id)
    return (
        room.count(DocumentOpening),
        room.count(AuditEntry),
        last_reading(*where, room.reader.id),
        exposed_to(*where, [room.reader.id], clock.today()).unread,
        unused_by(*where, Space.CLICSEQUR, clock.today()),
    )


def test_one_document_then_all_those_shown_are_no_longer_new(room: ReadingRoom) -> None:
    for title in ("Lettre A", "Lettre B", "Lettre C"):
        room.deposit(title=title)
    before, page = relied_on(room), room.client.get(file_page(room))
    assert page.text.count("Nouveau") == 3
    form = page.select("//tr[contains(., 'Lettre B')]//form")[0]
    page = room.client.post(form.action, dict(form.form_values()))
    assert "1 document est marqué comme lu. Ce n'est pas une ouverture" in page.text
    assert [row[:8] for row in page.words_of("//tbody//th") if "Nouveau" in row] == ["Lettre C", "Lettre A"]
    assert page.text.count("Pas encore ouvert") == 3
    assert page.text.count("Marqué comme lu par vous, sans ouverture, le 2 mars 2026") == 1
    page = page.submit("Marquer comme lus les documents affichés")
    assert "2 documents sont marqués comme lus" in page.text
    assert "Nouveau" not in page.text
    assert relied_on(room) == before
    assert "Tout est lu" in room.client.get("/dossiers").text
    assert "Aucun dossier ne répond" in room.client.get("/dossiers?vue=non-lus").text


def test_the_first_page_marks_what_it_shows(room: ReadingRoom) -> None:
    room.deposit()
    page = room.client.get("/")
    assert "Nouveau" in page.text
    page = page.submit("Marquer comme lus les documents affichés")
    assert page.path == "/"
    assert "Nouveau" not in page.text
    assert "Marquer comme lus" not in page.text


def test_a_mark_is_ones_own_and_an_opening_takes_its_place(room: ReadingRoom) -> None:
    document = room.deposit()
    room.client.get(file_page(room)).submit("Marquer comme lu")
    room.sign_in(room.rse)
    page = room.client.get(file_page(room))
    assert "Nouveau" in page.text
    assert "Marqué comme lu" not in page.text
    make_opening(room.session, document, room.reader)
    room.session.commit()
    room.sign_in(room.reader)
    page = room.client.get(file_page(room))
    assert "Par vous, le 2 mars 2026" in page.text
    assert "Marqué comme lu" not in page.text


def test_the_proof_says_nothing_of_a_mark(room: ReadingRoom) -> None:
    document = room.deposit()
    room.client.get(file_page(room)).submit("Marquer comme lu")
    page = room.client.get(f"/documents/{document.public_id}/preuve")
    assert "Marqué" not in page.text
    assert "Personne n'a encore ouvert ce document." in page.text


def test_nothing_of_another_employer_nor_taken_twice_is_marked(room: ReadingRoom) -> None:
    other = make_file(room.session, make_employer(room.session))
    deposit_document(room.session, other, issued_on=DAY)
    theirs, mine = room.deposit(other), room.deposit()
    form = room.client.get(file_page(room)).form("Marquer comme lu")
    fields = dict(form.form_values()) | {"documents": f"{theirs.public_id} {mine.public_id} {mine.public_id} zzz"}
    assert "1 document est marqué" in room.client.post(form.action, fields).text
    assert "Rien n'était à marquer" in room.client.post(form.action, fields).text
    assert [mark.document_id for mark in room.session.query(DocumentMark)] == [mine.id]


def test_what_a_colleague_read_before_ones_right_began_is_not_new_and_what_nobody_read_is(
    room: ReadingRoom, clock_at: Callable[[str], None]
) -> None:
    known = room.deposit(title="Lettre lue")
    room.deposit(title="Lettre sans lecteur")
    make_opening(room.session, known, room.reader)
    newcomer = make_person(room.session, given_name="Rosalie", family_name="Côté")
    make_membership(room.session, newcomer, room.employer)
    make_grant(room.session, newcomer, room.employer, from_on=DAY + timedelta(days=1))
    room.session.commit()
    clock_at("2026-03-03T10:00")
    since = room.deposit(title="Lettre d'hier", issued_on=DAY + timedelta(days=1))
    make_opening(room.session, since, room.reader)
    room.session.commit()
    room.sign_in(newcomer)
    page = room.client.get(file_page(room))
    assert [row.split(" Nouveau")[0] for row in page.words_of("//tbody//th") if "Nouveau" in row] == [
        "Lettre d'hier",
        "Lettre sans lecteur",
    ]
    assert "2 non lus" in room.client.get("/dossiers").text
    home = room.client.get("/")
    assert "2 documents non lus" in home.text
    chosen = Choice(room.employer.id, "", "", "", frozenset({Role.USER}))
    found = waiting_at(room.session, principal_of(open_person_session(newcomer)), [chosen], clock.today())
    assert found[room.employer.id].unread == 2
    assert "2 documents sont marqués comme lus" in page.submit("Marquer comme lus les documents affichés").text
    assert "Tout est lu" in room.client.get("/dossiers").text
    room.sign_in(room.reader)
    assert "1 document non lu" in room.client.get("/").text
