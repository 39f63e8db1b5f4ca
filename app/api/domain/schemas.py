"""What the interface answers, as JSON Schema (2020-12): the parts of its description that no form gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.clinics.words import ClinicForm, Discipline, Outcome, PaymentState
from app.rules.clinics.step_reports import WatchState
from app.rules.clinics.submission import Severity

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_DAY = {"type": "string", "format": "date"}
_MAYBE_DAY = {"type": ["string", "null"], "format": "date"}
_INSTANT = {"type": "string", "format": "date-time"}
_MAYBE_AMOUNT = {"type": ["string", "null"], "pattern": r"^\d+\.\d{2}$"}
#: What a submission or one of its lines can be (interfaces, section 9).
STATES = (
    *("received", "accepted", "refused", "delayed", "payable", "paid", "unpaid"),
    *("to_key", "keyed", "replaced", "cancelled"),
)


def ref(name: str) -> dict[str, Any]:
    """A part of the description, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": ref(name)}


def _one_of(words: Iterable[str]) -> dict[str, Any]:
    return {"enum": [str(word) for word in words]}


def _whole(members: Mapping[str, Any], optional: Iterable[str] = ()) -> dict[str, Any]:
    """An object with exactly these members."""
    required = [name for name in members if name not in set(optional)]
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


ERROR = _whole(
    {
        "pointer": {"type": "string", "description": "RFC 6901"},
        "code": _TEXT,
        "rule": _TEXT,
        "rule_version": {"type": "integer"},
        "on": _DAY,
        "says": _TEXT,
        "source": _TEXT,
        "fix": _whole({"what": _TEXT, "who": _TEXT}),
        "severity": _one_of(Severity),
    }
)
LINE = _whole(
    {
        "line": {"type": "integer", "minimum": 1},
        "pointer": _TEXT,
        "day": _DAY,
        "code": _TEXT,
        "state": _one_of(STATES),
        "amount": _MAYBE_AMOUNT,
        "on": _MAYBE_DAY,
        "reason": _MAYBE,
    }
)
SUBMISSION = _whole(
    {
        "submission": _TEXT,
        "form": _one_of(ClinicForm),
        "client_ref": _MAYBE,
        "file_no": _MAYBE,
        "discipline": _one_of(Discipline),
        "state": _one_of(STATES),
        "received_at": _INSTANT,
        "sha256": _TEXT,
        "replaces": _MAYBE,
        "replaced_by": _MAYBE,
        "reason": _MAYBE,
        "errors": _list_of("Error"),
        "lines": _list_of("Line"),
    }
)
PAYMENT = _whole(
    {
        "submission": _TEXT,
        "line": {"type": "integer", "minimum": 1},
        "state": _one_of(PaymentState),
        "amount": _MAYBE_AMOUNT,
        "on": _DAY,
        "reason": _MAYBE,
        "recorded_at": _INSTANT,
    }
)
WORKER = _whole(
    {
        "file_no": _TEXT,
        "discipline": _one_of(Discipline),
        "state": _one_of(WatchState),
        "anchor_on": _MAYBE_DAY,
        "due_on": _MAYBE_DAY,
        "delayed": {"type": "array", "items": _DAY},
        "says": _TEXT,
        "source": _TEXT,
    }
)
PROBLEM = _whole(
    {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": _list_of("Error"),
        "current": _TEXT,
    },
    optional=("detail", "errors", "current"),
)
ANSWERS: Mapping[str, dict[str, Any]] = {
    "Error": ERROR,
    "Line": LINE,
    "Submission": SUBMISSION,
    "Submissions": _whole({"submissions": _list_of("Submission"), "next": _TEXT, "more": {"type": "boolean"}}),
    "Payment": PAYMENT,
    "Payments": _whole({"payments": _list_of("Payment"), "next": _TEXT, "more": {"type": "boolean"}}),
    "Worker": WORKER,
    "Workers": _whole({"on": _DAY, "workers": _list_of("Worker"), "next": _MAYBE}),
    "Table": _whole({"on": _DAY, "rows": {"type": "array", "items": {"type": "object"}}}),
    "Receipt": _whole({"submission": _TEXT, "received_at": _INSTANT, "sha256": _TEXT}),
    "Verdict": _whole({"outcome": _one_of(Outcome), "errors": _list_of("Error")}),
    "Problem": PROBLEM,
    "Token": _whole({"access_token": _TEXT, "token_type": _TEXT, "expires_in": {"type": "integer"}, "scope": _TEXT}),
    "TokenRefusal": _whole({"error": _one_of(["invalid_client", "slow_down"])}),
}
