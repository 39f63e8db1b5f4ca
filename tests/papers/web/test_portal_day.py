"""What the portal shows stops at its day: the clock of a demonstration can be put back before documents came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.factories.deposits import impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
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
