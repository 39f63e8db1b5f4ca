"""No e-mail of any kind says a word of a worker, whatever its context came to hold: each name and answer is planted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.delivery.messages import VALUES, compose
from app.messaging.models import Message, Thread
from app.requests.domain.catalogue import DEFINITIONS, form_of
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import Filing, OnlineRequest
from app.resolver.models.documents import Document
from app.resolver.models.files import CompensationFile
from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
from tests.delivery.test_email import EVERYTHING, VARIANTS, email

pytestmark = pytest.mark.databases("sqlite", because="an e-mail does not read the database")

TABLES = (OnlineRequest, Filing, RequestPiece, Thread, Message, CompensationFile, Document)
FORMS = sorted(path.stem for path in DEFINITIONS.glob("*.toml"))
#: What a context could come to hold by mistake: a column of what is about a worker, an answer of a form.
NAMES = {
    "worker",
    "worker_name",
    "file",
    "request",
    "amount",
    "pregnancy",
    *(column.name for table in TABLES for column in table.__table__.columns),
    *(field.name for form in FORMS for field in form_of(form).definition.fields),
}
#: What bears the name of an answer and is none: why staff refuse a designation, from when a right holds, what an
#: invitation is for.
NAMED_ALIKE = {"reason", "from_on", "purpose"}
PLANTED = {
    name: f"planté-{number:03}-Noémie-enceinte"
    for number, name in enumerate(sorted(NAMES - NAMED_ALIKE - {"kind", "language"}))
}
#: Words of a pregnancy, in both languages: a right may be named, whom it is used for never.
PREGNANCY = ("enceinte", "grossesse", "allait", "accouch", "pregnan", "breast", "birth")


@pytest.fixture
def settings() -> dict[str, Any]:
    """The portal's public address, which every message bears."""
    return {"PUBLIC_URL": "https://relais.example"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    """Inside an application context, as the worker is."""
    with app.app_context():
        yield


def said(kind: EmailKind, language: Language, **values: Any) -> str:
    """Subject, text and HTML of a message."""
    words = compose(email(kind, language, **values))
    return "\n".join((words.subject, words.text, words.html))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_nothing_of_a_worker_is_said_whatever_the_context_holds(name: str, language: Language) -> None:
    kind, values = VARIANTS[name]
    asked = VALUES[kind] | values.keys()
    planted = {each: words for each, words in PLANTED.items() if each not in asked}
    text = said(kind, language, **planted, **values)
    assert [each for each, words in planted.items() if words in text] == []
    assert "Noémie" not in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", EmailKind)
def test_no_message_says_that_somebody_is_pregnant_whichever_service_it_names(
    kind: EmailKind, language: Language
) -> None:
    services = {"services": list(OnlineService)} if "services" in VALUES[kind] else {}
    text = said(kind, language, **services).lower()
    assert [word for word in PREGNANCY if word in text] == []


def test_what_messages_are_given_holds_no_answer_of_a_form() -> None:
    asked = set().union(*VALUES.values())
    answers = {field.name for form in FORMS for field in form_of(form).definition.fields}
    assert asked & answers <= NAMED_ALIKE
    assert asked <= EVERYTHING.keys()
