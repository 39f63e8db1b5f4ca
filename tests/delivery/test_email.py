"""The words of each e-mail, in both languages, and the message that crosses the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.delivery.email import Accepted, TemporaryFailure, get_mailer
from app.delivery.messages import VALUES, Email, MissingValuesError, build, compose
from app.registry.words.clinics import ClinicNews
from app.registry.words.designations import DesignationMoment, DesignationReader
from app.registry.words.invitations import InvitationOutcome, InvitationPurpose
from app.registry.words.mandates import MandateChange
from app.registry.words.recovery import Recovery, RecoveryReason
from app.registry.words.sensitive import SensitiveMoment
from app.vocabulary.accounts import Role, Space
from app.vocabulary.alarms import AlarmCode
from app.vocabulary.emails import Because, EmailKind
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
from config import ROOT, Config, ConfigurationError
from tests.delivery import golden

pytestmark = pytest.mark.databases("sqlite", because="an e-mail does not read the database")

#: The page where a reader changes their address.
ACCOUNT = "https://relais.example/mon-compte"
EVERYTHING: dict[str, Any] = {
    "employer": "Hôtel du Vieux-Quai & Fils inc.",
    "link": "https://relais.example/documents/Xa81kD0",
    "is_decision": False,
    "news": ClinicNews.JOINED,
    "clinic": "Physio du Fleuve",
    "is_late": False,
    "because": Because.RIGHT,
    "services": [OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW],
    "until": date(2021, 2, 3),
    "from_on": date(2021, 1, 25),
    "role": Role.RSE,
    "stands_in": True,
    "stand_in": "Rosalie Fortin",
    "grants": True,
    "by": "Inès Lévesque",
    "space": Space.GUICHET_SST,
    "user_code": "RL4827193",
    "temporary_password": "corde-lampe-4821",
    "temporary_until": datetime(2020, 2, 6, 19, 5, tzinfo=UTC),
    "withdrawal_on": date(2020, 6, 1),
    "by_post": True,
    "firm": "Comptables Roy & associés",
    "change": MandateChange.ENDED,
    "readers": 2,
    "number": 2,
    "guesses": 0,
    "code": "7KQ4-M2XP",
    "is_hole": False,
    "is_thin": True,
    "moment": SensitiveMoment.RIGHT_GRANTED,
    "organisation": "Hôtel du Vieux-Quai & Fils inc.",
    "purpose": InvitationPurpose.USER,
    "outcome": InvitationOutcome.ACCEPTED,
    "expires_at": datetime(2020, 2, 10, 19, 5, tzinfo=UTC),
    "gesture": Recovery.SESSIONS_CLOSED,
    "recovery_reason": RecoveryReason.ASKED,
    "about": "Bruno Gagnon",
    "stage": DesignationMoment.NAMED,
    "reader": DesignationReader.GRANTER,
    "order": "Collège des médecins du Québec",
    "member_no": "12345",
    "reason": "Ce numéro n'est pas au tableau de l'ordre.",
    "objection": "https://relais.example/documents/Xa81kD0",
    "alarm": AlarmCode.MAIL_SERVER_SILENT,
    "done_at": datetime(2020, 2, 3, 19, 5, tzinfo=UTC),
}
VARIANTS = {
    "new_document.decision": (EmailKind.NEW_DOCUMENT, {"is_decision": True, "because": Because.ROLE}),
    "new_document.designated": (EmailKind.NEW_DOCUMENT, {"because": Because.DESIGNATED}),
    "absence_ended.absent": (EmailKind.ABSENCE_ENDED, {"stands_in": False}),
    "absence_ended.cancelled": (EmailKind.ABSENCE_ENDED, {"stands_in": True, "begun": False}),
    "absence_ended.cancelled_absent": (EmailKind.ABSENCE_ENDED, {"stands_in": False, "begun": False}),
    "absence_ending.holder": (EmailKind.ABSENCE_ENDING, {"grants": False}),
    "access_granted.later": (EmailKind.ACCESS_GRANTED, {"from_on": date(2021, 1, 25)}),
    "mandate_ending.hole": (EmailKind.MANDATE_ENDING, {"is_hole": True}),
    "mandate_ending.covered": (EmailKind.MANDATE_ENDING, {"is_thin": False}),
    "channel_turned.screen": (EmailKind.CHANNEL_TURNED, {"by_post": False}),
    "rights_ending.hole": (EmailKind.RIGHTS_ENDING, {"number": 1, "is_hole": True}),
    "access_review.late": (EmailKind.ACCESS_REVIEW, {"is_late": True}),
    **{
        f"invitation_link.{each}": (EmailKind.INVITATION_LINK, {"purpose": each})
        for each in list(InvitationPurpose)[1:]
    },
    **{f"invitation_answered.{each}": (EmailKind.INVITATION_ANSWERED, {"outcome": each}) for each in InvitationOutcome},
    **{
        f"designation_news.{stage.value}.{reader.value}": (
            EmailKind.DESIGNATION_NEWS,
            {
                "stage": stage,
                "reader": reader,
                "objection": "" if reader is DesignationReader.DESIGNATED else EVERYTHING["objection"],
            },
        )
        for stage in DesignationMoment
        for reader in DesignationReader
        if reader is not DesignationReader.DESIGNATED
        or stage not in (DesignationMoment.NAMED, DesignationMoment.ACCEPTED)
    },
    "designation_news.address_changed": (
        EmailKind.DESIGNATION_NEWS,
        {"stage": DesignationMoment.REOPENED, "by": ""},
    ),
    "invitation_answered.designated": (
        EmailKind.INVITATION_ANSWERED,
        {"purpose": InvitationPurpose.HEALTH_PROFESSIONAL},
    ),
    **{
        f"mandate_changed.{change.value}": (EmailKind.MANDATE_CHANGED, {"change": change})
        for change in MandateChange
        if change is not MandateChange.ENDED
    },
    **{
        f"clinic_news.{news.value}": (EmailKind.CLINIC_NEWS, {"news": news})
        for news in ClinicNews
        if news is not ClinicNews.JOINED
    },
    "temporary_password.guessed": (EmailKind.TEMPORARY_PASSWORD, {"guesses": 42}),
    "recovery.code": (
        EmailKind.RECOVERY,
        {"gesture": Recovery.CODE_UNLOCKED, "recovery_reason": RecoveryReason.STRANGER},
    ),
    "recovery.ways_in": (
        EmailKind.RECOVERY,
        {"gesture": Recovery.WAYS_IN_CLOSED, "recovery_reason": RecoveryReason.LOST_DEVICE},
    ),
    "recovery.staff_sessions": (
        EmailKind.RECOVERY,
        {"gesture": Recovery.STAFF_SESSIONS_CLOSED, "recovery_reason": RecoveryReason.SUSPECTED},
    ),
    "recovery.staff": (
        EmailKind.RECOVERY,
        {"gesture": Recovery.STAFF_REMOVED, "recovery_reason": RecoveryReason.LEFT_OFFICE},
    ),
    **{kind.value: (kind, {}) for kind in EmailKind},
}
NOTICES = (EmailKind.NEW_DOCUMENT, EmailKind.FILE_IMPUTED)


@pytest.fixture
def settings() -> dict[str, Any]:
    """The portal's public address, which every message bears."""
    return {"PUBLIC_URL": "https://relais.example"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    """Inside an application context, as the worker is."""
    with app.app_context():
        yield


def email(kind: EmailKind, language: Language = Language.FR, **values: Any) -> Email:
    """A message with the values that its kind needs, and no other."""
    needed = {name: EVERYTHING[name] for name in VALUES[kind]} | values
    at = datetime(2020, 2, 3, 14, 30, tzinfo=UTC)
    return Email(kind, "<Xa81.kD0@relais.example>", "nadia.cote@hotel.example", language, at, needed)


def received(message: Email) -> EmailMessage:
    """The message as its reader's program sees it."""
    read = message_from_bytes(build(message).as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, subtype: str) -> str:
    """The text or the HTML of a message."""
    found = message.get_body((subtype,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_an_email_says_what_it_always_says(name: str, language: Language) -> None:
    kind, values = VARIANTS[name]
    words = compose(email(kind, language, **values))
    golden.check(f"emails/{name}.{language.value}.txt", f"{words.subject}\n{'=' * 72}\n{words.text}")
    golden.check(f"emails/{name}.{language.value}.html", words.html)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", EmailKind)
def test_the_two_forms_of_a_message_say_the_same(kind: EmailKind, language: Language) -> None:
    words = compose(email(kind, language))

    def letters(text: str) -> str:
        return re.sub(r"[^\w]", "", unescape(text))

    body = re.sub(r"<head>.*</head>|<[^>]*>", "", words.html, flags=re.DOTALL)
    text = words.text.replace(f"{EVERYTHING['link']}\n", "").replace(f"{ACCOUNT}\n", "")
    assert letters(body).replace("Relais", "", 1) == letters(text)


@pytest.mark.parametrize("kind", EmailKind)
def test_the_english_is_not_french(kind: EmailKind) -> None:
    french, english = (compose(email(kind, language)) for language in Language)
    assert not {line for line in french.text.splitlines() if len(line) > 45} & set(english.text.splitlines())
    assert french.subject != english.subject
    assert '<html lang="en">' in english.html


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_says_for_whom_where_and_why(kind: EmailKind) -> None:
    words = compose(email(kind))
    assert EVERYTHING["employer"] in words.text
    assert EVERYTHING["link"] in words.text
    assert "Vous recevez ce message parce que" in words.text
    assert re.search(rf"Changer d.adresse dans Mon compte\s:\n{re.escape(ACCOUNT)}\n", words.text)
    assert "Pour ne plus le recevoir" in words.text
    assert "Pour ne plus le recevoir" not in compose(email(kind, because=Because.ROLE)).text


def test_messages_have_the_colours_of_the_site() -> None:
    tokens = (ROOT / "static/scss/_tokens.scss").read_text("utf-8")
    colours = re.findall(r'bgcolor="(#[0-9a-f]{6})"', compose(email(EmailKind.NEW_DOCUMENT)).html)
    assert [f"$teal: {colours[0]};" in tokens, f"$teal-soft: {colours[1]};" in tokens] == [True, True]


def test_an_employer_cannot_write_in_our_html() -> None:
    words = compose(email(EmailKind.NEW_DOCUMENT, employer="<script>alert(1)</script>"))
    assert "<script>" not in words.html
    assert "<script>alert(1)</script>" in words.text


def test_a_name_within_a_sentence_is_escaped_in_html_and_left_as_it_is_in_text() -> None:
    words = compose(email(EmailKind.ACCESS_REVOKED, by="Ève d'Amours & <b>fils</b>", employer="A &amp; B"))
    assert "Ève d&#39;Amours &amp; &lt;b&gt;fils&lt;/b&gt; a retiré" in words.html
    assert "Ève d'Amours & <b>fils</b> a retiré" in words.text
    assert "A &amp; B" in words.text


@pytest.mark.parametrize("kind", EmailKind)
def test_a_message_lacking_a_value_is_not_composed(kind: EmailKind) -> None:
    message = email(kind)
    for name in VALUES[kind]:
        with pytest.raises(MissingValuesError, match=name):
            compose(replace(message, values={key: message.values[key] for key in message.values if key != name}))


@pytest.mark.parametrize("kind", EmailKind)
def test_each_kind_needs_all_that_it_asks_for(kind: EmailKind) -> None:
    folder = Path(__file__).parents[2] / "templates" / "emails"
    text = (folder / f"{kind.value}.html").read_text(encoding="utf-8")
    text += (folder / "because.html").read_text(encoding="utf-8") if "because.html" in text else ""
    assert {name for name in VALUES[kind] if not re.search(rf"\b{name}\b", text)} == set()


def test_a_message_says_that_nobody_wrote_it() -> None:
    message = received(email(EmailKind.NEW_DOCUMENT, Language.EN))
    assert message["Subject"] == "A new document is waiting for you"
    assert message["To"] == "nadia.cote@hotel.example"
    assert message["From"] == "Relais <ne-pas-repondre@relais.example>"
    assert message["Message-ID"] == "<Xa81.kD0@relais.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Date"] == "Mon, 03 Feb 2020 14:30:00 +0000"
    assert [name for name in message if name.startswith("List-")] == []


def test_it_carries_its_text_and_its_html() -> None:
    message = received(email(EmailKind.NEW_DOCUMENT))
    words = compose(email(EmailKind.NEW_DOCUMENT))
    assert message["Subject"] == "Un nouveau document vous attend"
    assert part(message, "plain") == words.text
    assert part(message, "html") == words.html


def test_the_same_message_has_the_same_bytes() -> None:
    first = build(email(EmailKind.NEW_DOCUMENT)).as_bytes()
    assert build(email(EmailKind.NEW_DOCUMENT)).as_bytes() == first
    assert build(replace(email(EmailKind.NEW_DOCUMENT), message_id="<other@relais.example>")).as_bytes() != first


def test_the_same_day_is_said_whatever_the_machine_s_time_zone() -> None:
    assert "6 février 2020 à 14\u00a0h\u00a005".replace(" ", "\u00a0").replace("\u00a0", " ") in (
        compose(email(EmailKind.WELCOME_CODE)).text.replace("\u00a0", " ").replace("\n", " ")
    )


def test_without_a_mail_server_messages_go_to_the_mailbox(app: Flask) -> None:
    folder = app.config["RELAIS_DATA"] / "mailbox"
    with get_mailer(app) as mailer:
        answers = [mailer.send(email(EmailKind.NEW_DOCUMENT)) for _ in range(2)]
        mailer.send(replace(email(EmailKind.FILE_IMPUTED), message_id="<other@relais.example>"))
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert sorted(
        message_from_bytes(path.read_bytes(), policy=default)["Subject"] for path in folder.glob("*.eml")
    ) == ["Un dossier a été imputé à un employeur", "Un nouveau document vous attend"]


def test_what_cannot_be_composed_may_be_mended(app: Flask) -> None:
    with get_mailer(app) as mailer:
        answer = mailer.send(replace(email(EmailKind.NEW_DOCUMENT), values={}))
    assert isinstance(answer, TemporaryFailure)
    assert "employer" in answer.answer


def test_in_production_a_mail_server_is_required(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MAIL_SERVER"):
        Config(RELAIS_ENV="production", RELAIS_DATA=tmp_path, SECRET_KEY="k" * 40, MAIL_SERVER="")


def test_starttls_and_tls_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MAIL_USE_TLS"):
        Config(RELAIS_ENV="test", RELAIS_DATA=tmp_path, MAIL_USE_TLS=True, MAIL_USE_SSL=True)
