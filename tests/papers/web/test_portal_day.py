"""What the portal shows stops at its day: the clock of a demonstration can be put back before documents came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.vocabulary.services import OnlineService
from tests.factories.access_requests import make_request
from tests.factories.deposits import impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.invitations import make_invitation
from tests.factories.recipients import make_recipient
from tests.factories.requests import make_draft
from tests.factories.sessions import let_in, open_person_session, principal_of
from tests.scenes.reading_room import ReadingRoom, room

__all__ = ["room"]


def test_nothing_of_a_later_day_is_in_any_list(room: ReadingRoom, clock_at: Callable[[str], None]) -> None:
    early = {"issued_on": date(2020, 2, 3), "deposited_on": date(2020, 2, 3)}
    room.deposit(title="Lettre de février 2020", **early)
    room.deposit(title="Lettre de mars 2026", review_days=30)
    later = make_file(room.session, room.employer, worker_family_name="Plus-Tard", injury_on=date(2025, 6, 3))
    room.deposit(later)
    imputed = make_file(room.session, make_employer(room.session), worker_family_name="Imputée")
    impute(room.session, imputed, room.employer.id, date(2026, 3, 1))
    room.session.commit()
    assert len(room.client.get("/dossiers").select("//tbody/tr")) == 3
    clock_at("2020-02-03T10:00")
    room.sign_in(room.reader)
    page = room.client.get("/dossiers")
    (row,) = page.words_of("//tbody/tr")
    assert row.endswith("3 février 2020 1 non lu")
    page = page.follow("L'Heureux")
    assert page.words_of("//tbody//th/a") == ["Lettre de février 2020"]
    assert "1 document à l'écran" in page.text
    home = room.client.get("/")
    assert "Lettre de février 2020" in home.text
    for words in ("2026", "Plus-Tard", "Imputée", "Il reste"):
        assert words not in home.text
    assert "1 document non lu" in home.text


def test_nobody_opened_on_a_day_to_come(room: ReadingRoom, clock_at: Callable[[str], None]) -> None:
    clock_at("2020-02-03T10:00")
    document = room.deposit(title="Lettre", issued_on=date(2020, 2, 3), deposited_on=date(2020, 2, 3))
    clock_at("2020-02-20T10:00")
    room.sign_in(room.reader)
    room.client.raw.get(f"/documents/{document.public_id}/telechargement", buffered=True)
    opened = ("/documents/" + document.public_id + "/preuve", f"/dossiers/{room.file.public_id}")
    assert all("20 février 2020" in room.client.get(path).text for path in opened)
    clock_at("2020-02-10T10:00")
    room.sign_in(room.reader)
    assert not any("20 février 2020" in room.client.get(path).text for path in opened)


def test_nothing_was_asked_nor_prepared_on_a_day_to_come(room: ReadingRoom, clock_at: Callable[[str], None]) -> None:
    make_grant(room.session, room.reader, room.employer, OnlineService.EMPLOYER_NOTICE)
    clock_at("2020-03-20T10:00")
    make_request(room.session, room.reader, room.employer)
    room.session.commit()
    token = open_person_session(room.reader)
    draft = make_draft(principal_of(token))
    let_in(room.client, token)
    lists = ("/mes-demandes-d-acces", "/demandes", "/services-en-ligne", "/")
    assert all("20 mars 2020" in room.client.get(path).text for path in lists[:2])
    assert room.client.get(f"/demandes/{draft}").path == f"/demandes/{draft}"
    clock_at("2020-03-10T10:00")
    room.sign_in(room.reader)
    assert not any("20 mars 2020" in room.client.get(path).text for path in lists)
    room.sign_in(room.rse)
    assert "demande d'accès" not in room.client.get("/").text
    assert "Aucune demande" in room.client.get("/droits-d-acces/demandes").text


def test_whoever_is_invited_later_is_still_to_enrol(room: ReadingRoom, clock_at: Callable[[str], None]) -> None:
    make_recipient(room.session, room.employer, name="Ève Roy", from_on=date(2019, 1, 1))
    clock_at("2020-03-20T10:00")
    make_invitation(room.session, room.employer, room.rse, given_name="Ève", family_name="Roy")
    room.session.commit()
    room.sign_in(room.rse)
    assert "Relancer" in room.client.get("/personnes-qui-recoivent-du-papier").text
    clock_at("2020-03-10T10:00")
    room.sign_in(room.rse)
    page = room.client.get("/personnes-qui-recoivent-du-papier")
    assert "Relancer" not in page.text
    assert page.link("Inviter")
