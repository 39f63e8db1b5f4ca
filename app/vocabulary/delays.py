"""How long things last, wait or are told ahead: `app/rules/tables/delays.toml`, which no sentence says by heart."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "rules" / "tables" / "delays.toml"
#: A row gives one of these; what else it holds says what the delay is, and where it comes from.
UNITS = ("days", "hours", "minutes")


class Delay(timedelta):
    """A length of time that a sentence says in whole days, hours or minutes."""

    @property
    def hours(self) -> int:
        """All of it in hours."""
        return self // timedelta(hours=1)

    @property
    def minutes(self) -> int:
        """All of it in minutes."""
        return self // timedelta(minutes=1)


def rows() -> Mapping[str, Mapping[str, Any]]:
    """The table as it is written, by the name of each delay."""
    with TABLE.open("rb") as file:
        return tomllib.load(file)


_ROWS = rows()


def _delay(name: str) -> Delay:
    return Delay(**{unit: _ROWS[name][unit] for unit in UNITS if unit in _ROWS[name]})


#: How many days before a last day its end is told, the nearest first.
END_REMINDERS = tuple(sorted(_ROWS["end_reminders"]["days"]))
#: What ends soon is told on its page from the first reminder on.
ENDS_SOON = Delay(days=END_REMINDERS[-1])

#: How many days before a draft of the online services is thrown away it is told, the nearest first.
DRAFT_REMINDERS = tuple(sorted(_ROWS["draft_reminders"]["days"]))

ABSENCE = _delay("absence")
ACCESS_REQUEST = _delay("access_request")
ADDRESS_LINK = _delay("address_link")
ADDRESS_REFUSAL = _delay("address_refusal")
ADDRESS_STANDS = _delay("address_stands")
ASLEEP = _delay("asleep")
BUSY_ADDRESS = _delay("busy_address")
DAILY_PAUSE = _delay("daily_pause")
DEPOSIT_WAITS = _delay("deposit_waits")
DRAFT = _delay("draft")
EMAIL_GIVEN_UP = _delay("email_given_up")
FAILURES_FORGOTTEN = _delay("failures_forgotten")
FORMER_MAILBOX = _delay("former_mailbox")
HINT_KEPT = _delay("hint_kept")
IDENTITY_CODE = _delay("identity_code")
INVITATION_LINK = _delay("invitation_link")
KNOWN_BROWSER = _delay("known_browser")
LAPSED_INVITATIONS = _delay("lapsed_invitations")
LATE_DESIGNATION = _delay("late_designation")
LETTER_CODE = _delay("letter_code")
OBJECTION_LINK = _delay("objection_link")
ONLINE_DRAFT = _delay("online_draft")
PERSONNEL_TABLE = _delay("personnel_table")
PERSONNEL_UNDONE = _delay("personnel_undone")
PRESSING = _delay("pressing")
PRIOR_NOTICE = _delay("prior_notice")
REMOVAL_UNDONE = _delay("removal_undone")
REQUEST_ACKNOWLEDGED = _delay("request_acknowledged")
REQUEST_FILED = _delay("request_filed")
REQUEST_IN_HAND = _delay("request_in_hand")
REQUEST_TO_CONFIRM = _delay("request_to_confirm")
REQUEST_UNFETCHED = _delay("request_unfetched")
REQUEST_WAITING = _delay("request_waiting")
SESSION_IDLE = _delay("session_idle")
SESSION_LONGEST = _delay("session_longest")
SOFTWARE_ASSERTION = _delay("software_assertion")
SOFTWARE_PACE = _delay("software_pace")
SOFTWARE_TOKEN = _delay("software_token")
TEMPORARY_PASSWORD = _delay("temporary_password")
UNREAD_MESSAGE = _delay("unread_message")
WAITING_FORM = _delay("waiting_form")
WITHDRAWAL_NEAR = _delay("withdrawal_near")
WITHDRAWAL_WATCH = _delay("withdrawal_watch")
