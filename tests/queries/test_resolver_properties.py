"""One resolver: check, lists, explanation and supposition never disagree, nor do they with the texts read by hand."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy.orm import Session

from app.queries.reach import files_visible_to, may_open, who_may_see_file
from tests.queries.registries import DAYS, REGISTRIES, ByHand, Registry, write

#: Each registry is asked about on every day on which something may change: writing it costs more than asking.
ON_BOTH_DATABASES = settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ON_BOTH_DATABASES
@given(drawn=REGISTRIES)
def test_lists_of_documents_files_and_people_are_those_of_the_texts(session: Session, drawn: Registry) -> None:
    session.rollback()
    write(session, drawn)
    for by_hand in (ByHand(drawn, on) for on in DAYS):
        for number, person in enumerate(drawn.people):
            opened = {document: by_hand.may_open(number, paper) for document, paper in drawn.documents.items()}
            assert may_open(session, person.id, list(opened), by_hand.on) == opened
            seen = {file.id for at, file in enumerate(drawn.files) if _sees(by_hand, number, at)}
            assert files_visible_to(session, person.id, by_hand.on) == seen
        for at, file in enumerate(drawn.files):
            readers = {person.id for number, person in enumerate(drawn.people) if _sees(by_hand, number, at)}
            assert who_may_see_file(session, file.id, by_hand.on) == readers


def _sees(by_hand: ByHand, person: int, file: int) -> bool:
    return any(by_hand.follows(person, employer) for employer in (0, 1) if by_hand.concerns(file, employer))
