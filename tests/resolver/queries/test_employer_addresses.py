"""Where an employer's mail goes, however its address is written: no letter to a professional may go there."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.registry.queries.designations import is_address_of_employer
from tests.factories.employers import make_employer


@pytest.mark.parametrize(
    ("typed", "is_known"),
    [
        ("500 ch. du Quai", True),
        ("500, chemin du QUAI, bureau 300", True),
        ("bureau 300, 500, chemin du Quai", True),
        ("500, rue Principale", False),
        ("502, chemin du Quai", False),
        ("12, chemin du Quai, app. 500", False),
    ],
)
def test_the_employer_s_address_is_known_however_it_is_written(session: Session, typed: str, is_known: bool) -> None:
    employer = make_employer(session, address_line1="500, chemin du Quai", postal_code="G1R 2B5")
    assert is_address_of_employer(session, employer.id, typed, "g1r2b5") is is_known
    assert not is_address_of_employer(session, employer.id, typed, "G1R 2B6")
