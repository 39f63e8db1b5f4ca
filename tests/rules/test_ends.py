"""Which of two ends comes first."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.ends import is_sooner

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("new", "now", "sooner"),
    [
        (MAY, JUNE, True),
        (JUNE, MAY, False),
        (MAY, MAY, False),
        (MAY, None, True),
        (None, MAY, False),
        (None, None, False),
    ],
)
def test_an_end_is_sooner_than_a_later_one_and_than_none(new: date | None, now: date | None, sooner: bool) -> None:
    assert is_sooner(new, now) is sooner
