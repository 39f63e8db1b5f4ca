"""Asking every address of the portal as every kind of person, and saying what came back in one word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, url_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import clock
from app.vocabulary.services import OnlineService
from tests.web.world import World, a_choice, a_medical_plan, a_pdf, a_plan_shown, a_summary

#: What each argument of an address stands for, everywhere or in one feature: a name of `World.names`, or a value.
ARGUMENTS: dict[str, Any] = {
    "api_corrections.public_id": "submission",
    "api_reading.public_id": "submission",
    "access.token": "grant",
    "access_requests.public_id": "request",
    "designation_checks.designation": "designation",
    "designations.designation": "designation",
    "designations.token": "objection_link",
    "firms.invitation": "firm_invitation",
    "invitations.invitation": "invitation",
    "invitations.token": "link",
    "clinic_people.person": "clinic",
    "clinic_sent.public_id": "clinic_submission",
    "clinic_software.client": "software",
    "enrolment": "enrolment",
    "confirming.public_id": "pending_form",
    "deposits.token": "deposit",
    "email_addresses.token": "address_link",
    "development.day": "batch",
    "development.name": "message",
    "documents.public_id": "document",
    "files.public_id": "file",
    "imputations.token": "imputation",
    "medical.public_id": "paper",
    "messaging.public_id": "thread",
    "messaging.message": "thread_message",
    "message_desk.public_id": "thread",
    "message_desk.message": "thread_message",
    "online_requests.public_id": "online_draft",
    "request_desk.public_id": "online_filed",
    "profile.public_id": "session",
    "signin.token": "browser_link",
    "recovery.person": "coder",
    "recovery.member": "member",
    "absence": "absence",
    "day": "batch",
    "employer_id": "employer",
    "file_id": "file",
    "alarm_id": "alarm",
    "proposal_id": "proposal",
    "cohort_id": "cohort",
    "simulation_id": "simulation",
    "letter_id": "letter",
    "mandate": "mandate",
    "notice_id": "notice",
    "person": "person",
    "plan": "plan",
    "messaging.piece": "message_piece",
    "message_desk.piece": "message_piece",
    "piece": "online_piece",
    "request_desk.piece": "filed_piece",
    "recipient": "recipient",
    "review": "review",
}
VALUES: dict[str, Any] = {
    "api_description.schema.name": "initial_report",
    "api_description.schema.version": "1",
    "code": "en",
    "table": "rates",
    "cause": "email_refused",
    "door": None,
    "filename": "css/relais.css",
    "service": OnlineService.FILE_FOLLOWUP,
    "slug": "votre-version",
    "request_desk.act.gesture": "reception",
    "request_desk.medical_piece.piece": "filed_certificate",
    "message_desk.medical_piece.piece": "message_certificate",
    "online_requests.answer.public_id": "online_filed",
    "recovery.unlock.space": "guichet_sst",
    "development.letter_file.name": "manifest.csv",
    "development.clock_preset.day": "2020-02-03",
    "kind": "csv",
    "neq": "1100700009",
    "firms.unassign.person": "representative",
    "firms.remove.person": "representative",
    "access.change_right_end.person": "reader",
    "access.step_together.token": "grant_several",
    "email_addresses.refuse.token": "refusal_link",
    "taking_back.index.person": "colleague",
    "access.replace.person": "rse",
    "access.revoke.person": "reader",
    "access_ends.replace.person": "ending",
    "online_requests.begin.service": OnlineService.EMPLOYER_NOTICE,
    "online_requests.receipt.public_id": "online_filed",
    "online_requests.copy.public_id": "online_filed",
    "online_requests.confirm_sent.public_id": "online_filed",
    "online_requests.stop_sent.public_id": "online_filed",
    "online_requests.recall.public_id": "online_filed",
    "online_requests.correct.public_id": "online_filed",
    "access_reviews.attestation.review": "attested_review",
    "access_reviews.attestation_of.review": "attested_review",
}
#: What is never the identifier of anything.
MISSING = {"day": "1999-01-01", "name": "0" * 32}
NOBODYS = "NobodysIdentifier"

_SOMEBODY = {"given_name": "Maude", "family_name": "Gélinas", "email": "maude@conseil.example", "language": "fr"}
#: What a form says, so that whoever may send it gets something done. Others are sent with their token alone.
FORMS: dict[str, Callable[[World], dict[str, Any]]] = {
    "recovery.close": lambda _world: {"reason": "lost_device"},
    "recovery.unlock": lambda _world: {"reason": "stranger"},
    "recovery.remove": lambda _world: {"reason": "left_office"},
    "recovery.close_staff": lambda _world: {"reason": "lost_device"},
    "absences.new": lambda world: {
        "person": world.names["reader"],
        "stand_in": world.names["person"],
        "duty": "y",
        **_day("first_on", clock.today()),
        **_day("last_on", clock.today() + timedelta(days=6)),
    },
    "access.change_right_end": lambda _: {"length": "half", "duty": "y", "confirm": "oui", "accepted": "y"},
    "access.name": lambda _: {"duty": "y"},
    "access.replace": lambda world: {"successor": world.names["person"], "duty": "y"},
    "access.step_end": lambda _: {"length": "year"},
    "access.step_new_person": lambda _: {
        "given_name": "Maxime",
        "family_name": "Gélinas",
        "email": "maxime@scierie.example",
        "language": "fr",
    },
    "access.step_person": lambda world: {"person": world.names["reader"]},
    "access.step_services": lambda _: {"services": ["messaging"]},
    "access.step_summary": lambda _: {"duty": "y"},
    "access.step_people": lambda world: {"people": [world.names["reader"]]},
    "access.step_together": lambda world: {"duty": "y", "shown": a_plan_shown(world)},
    "access_ends.decide": lambda world: {"gesture": f"renew={world.names['end']}", "confirm": "y", "duty": "y"},
    "access_ends.replace": lambda world: {"person": world.names["person"], "duty": "y"},
    "access_requests.answer": lambda _: {"answer": "as_asked", "duty": "y"},
    "access_requests.ask": lambda _: {"reason": "Relève", "length": "half"},
    "access_reviews.decide": lambda world: {"one": a_choice(world)},
    "access_reviews.summary": lambda world: {"duty": "y", "seen": a_summary(world)},
    "audit.narrow": lambda _: {"action": "signed_in"},
    "clinic_board.search": lambda _: {"cherche": "R-1"},
    "clinic_sent.search": lambda _: {"cherche": "R-1", "formulaire": "attendance_sheet"},
    "clinic_enrolment.new": lambda _: {
        **_SOMEBODY,
        "supplier_no": "F-9",
        "discipline": "physio",
        "establishment": "Physio",
    },
    "clinic_enrolments.refuse": lambda _: {"why": "unconfirmed"},
    "clinic_software.authorise": lambda world: {"product": world.names["other_software"], "scopes": ["clinic.read"]},
    "clinic_people.add": lambda _: {**_SOMEBODY, "role": "member"},
    "deposits.describe": lambda _: {
        "category": "administrative",
        "title": "Renseignements",
        "pdf": a_pdf(),
        **_day("issued_on", clock.today()),
    },
    "designations.new": lambda _: {
        "given_name": "Paule",
        "family_name": "Lavoie",
        "order": "Collège des médecins du Québec",
        "member_no": "54321",
        "email": "paule@clinique.example",
        "roll": "https://www.cmq.example/bottin/54321",
        "address_line1": "2, rue Deux",
        "city": "Québec",
        "postal_code": "G1R 2B5",
    },
    "designation_checks.confirm": lambda _: {
        "checked": "Au tableau",
        "reached": "y",
        **_day("checked_on", clock.today()),
    },
    "designation_checks.reject": lambda _: {"reason": "Absente du tableau"},
    "development.clock": lambda _: _day("on", date(2020, 2, 3)),
    "firms.mandate": lambda world: {
        "person": world.names["representative"],
        "services": ["file_followup"],
        "duty": "y",
    },
    "firms.people": lambda _: {**_SOMEBODY, "role": "staff"},
    "mandates.administrator": lambda _: _SOMEBODY,
    "mandates.change_end": lambda _: {"length": "half", "duty": "y", "confirm": "oui", "accepted": "y"},
    "mandates.renew": lambda _: {"duty": "y", "confirm": "oui"},
    "mandates.propose": lambda _: {
        **_SOMEBODY,
        "name": "Conseil Gélinas",
        "kind": "consultant",
        "services": ["file_followup"],
        "purpose": "Suivi",
        "length": "half",
        "duty": "y",
    },
    "files.search": lambda _: {"cherche": "Roy"},
    "messaging.new": lambda _: {"subject": "access", "words": "Où changer notre adresse?"},
    "messaging.reply": lambda _: {"words": "Merci."},
    "messaging.search": lambda _: {"cherche": "Roy"},
    "messaging.seal": lambda _: {"reason": "wrong_party"},
    "message_desk.new": lambda _: {"subject": "other", "kind": "information", "words": "Nos bureaux ferment."},
    "message_desk.pick_file": lambda _: {"numero": "123456789"},
    "message_desk.reply": lambda _: {"kind": "information", "words": "Nous regardons."},
    "message_desk.reroute": lambda _: {"desk": "Bureau central"},
    "message_desk.seal": lambda _: {"reason": "wrong_file"},
    "online_requests.answer": lambda _: {"note": "Le quart commençait à 7 h."},
    "online_requests.copy": lambda _: _day("on", clock.today()),
    "request_desk.search": lambda _: {"cherche": "Roy"},
    "notices.set_alarm_aside": lambda _: {"reason": "Vu avec l'équipe technique"},
    "notices.settle": lambda _: {"reason": "Adresse corrigée"},
    "removals.remove": lambda _: {"reason": "wrong_file", "words": "Mauvais numéro"},
    "removals.reclassify": lambda world: {"category": "medical", "words": "Rapport", "seen": a_medical_plan(world)},
    "imputations.choose_day": lambda _: _day("imputed_on", clock.today()),
    "recipients.settle": lambda _: {"reason": "Retraite"},
    "signin.choose_employer": lambda world: {"employer": world.names["employer"]},
    "signin.forgotten": lambda _: {"code": "G-INCONNU"},
    "withdrawals.prior_notice": lambda _: {"words": "RP-1", **_day("day", clock.today() - timedelta(days=1))},
}


def _day(name: str, day: date) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


class Question(NamedTuple):
    """A method and an endpoint: one row of the table."""

    method: str
    endpoint: str

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def questions(app: Flask) -> set[Question]:
    """Every method of every endpoint of the portal."""
    return {
        Question(method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
    }


def addresses(world: World, endpoint: str, *, missing: bool = False) -> list[str]:
    """Where an endpoint answers about our employer's objects; or about what is not there, if it takes identifiers."""
    rules = list(world.app.url_map.iter_rules(endpoint))
    if missing and not any(_identifiers(rule) for rule in rules):
        return []
    with world.app.test_request_context():
        return [url_for(endpoint, **dict(_values(world, rule, missing=missing))) for rule in rules]


def _identifiers(rule: Rule) -> list[str]:
    return [name for name in rule.arguments if name not in VALUES]


def _values(world: World, rule: Rule, *, missing: bool) -> Iterator[tuple[str, Any]]:
    feature = rule.endpoint.partition(".")[0]
    for name in rule.arguments:
        if missing and name in _identifiers(rule):
            yield name, MISSING.get(name, NOBODYS)
            continue
        asked = (f"{rule.endpoint}.{name}", name)
        value = next((VALUES[each] for each in asked if each in VALUES), None)
        if value is None:
            value = ARGUMENTS.get(f"{feature}.{name}") or ARGUMENTS.get(name)
        defaults = rule.defaults or {}
        yield name, defaults.get(name, world.names.get(str(value), value))


#: Where a redirection leads, in one word; to any other page of ours it is "go".
LEADS = {"/entree": "in", "/choisir-employeur": "pick", "/mot-de-passe": "pass"}
#: Any other status stands as its number.
STATUS = {200: "ok", 403: "why", 404: "-"}


def in_a_word(response: TestResponse) -> str:
    """What came back. A refusal of a service counts as explained only if it names a rule."""
    if 300 <= response.status_code < 400:
        target = urlsplit(response.headers["Location"])
        return "away" if target.netloc else LEADS.get(target.path, "go")
    if response.status_code == 403 and not re.search(r"\b[AG]\d+\b", response.get_data(as_text=True)):
        return "403 without its reason"
    return STATUS.get(response.status_code, str(response.status_code))


SHORTEST_IDENTIFIER = 10
_TOKEN = re.compile(r'(name="csrf_token"[^>]* value=")[^"]*')
#: The code of an error page, by which its lines are found in the log: another at each request.
_CODE = re.compile(r"(\d{3} – )[0-9A-Z]{8,}")


def without_code(text: str) -> str:
    """A page without the code that each error page gives of its own."""
    return _CODE.sub(r"\1", text)


def as_a_stranger_reads(response: TestResponse, address: str) -> tuple[int, str, list[str]]:
    """An answer without what differs from one request to another: tokens, codes, and the address itself."""
    body = without_code(_TOKEN.sub(r"\1", response.get_data(as_text=True)))
    identifiers = [part for part in address.split("/") if len(part) >= SHORTEST_IDENTIFIER]
    for part in (address, address.replace("/", "%2F"), *identifiers):
        body = body.replace(part, "…")
    return response.status_code, body, sorted(name for name, _value in response.headers if name != "Set-Cookie")
