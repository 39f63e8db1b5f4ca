"""The names and values of a journal entry, each as it is read in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.entry.words import Door, SignInProblem
from app.papers.words.openings import Way
from app.registry.words.invitations import InvitationProblem, InvitationPurpose
from app.registry.words.mandates import FirmRole
from app.registry.words.proposals import ProposalKind
from app.registry.words.recovery import RecoveryReason
from app.registry.words.reviews import ReviewCause, ReviewChoice
from app.site.web.page.filters import French, day, file_no, instant, label
from app.vocabulary.accounts import CodeSpace, Role, Space
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction, ExportedList
from app.vocabulary.documents import RemovalReason
from app.vocabulary.emails import EmailKind
from app.vocabulary.labels import Labelled
from app.vocabulary.letters import ReturnReason
from app.vocabulary.notices import AlertCode, Channel
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.journal.queries.journal import Entry

DASH = "—"
#: Details that name a member of the vocabulary: under which name of a sentence, from which list.
_MEMBERS: tuple[tuple[str, str, type[Labelled]], ...] = (
    ("channel", "channel", Channel),
    ("space", "space", Space),
    ("door", "door", Door),
    ("reason", "problem", SignInProblem),
    ("kind", "kind", EmailKind),
    ("code", "alert", AlertCode),
    ("alarm", "alarm", AlarmCode),
    ("about", "about", AlarmSubject),
    ("way", "way", Way),
    ("purpose", "purpose", InvitationPurpose),
    ("obstacle", "obstacle", InvitationProblem),
    ("role", "role", Role),
    ("cause", "cause", ReviewCause),
    ("recovery", "recovery", RecoveryReason),
    ("choice", "review_choice", ReviewChoice),
    ("repeated", "repeated", AuditAction),
    ("removal", "removal", RemovalReason),
    ("returned", "returned", ReturnReason),
)
_DAYS = ("on", "before", "given_on", "batch_on", "handed_on", "returned_on", "from_on", "checked_on")
_TEXTS = (
    "rule",
    "reason",
    "letter",
    "cohort",
    "carrier",
    "recipient",
    "address",
    "answer",
    "number",
    "attestation",
    "name",
    "firm",
    "purpose",
    "order",
    "member_no",
    "checked",
    "sending",
    "said",
    "thread",
    "from_desk",
    "to_desk",
    "reference",
    "submission",
    "product",
    "supplier",
)


def words_of(entry: Entry) -> Mapping[str, str]:
    """Everything that a sentence may name; a dash for what the entry does not hold."""
    details = entry.details
    unknown = _("une personne non identifiée")
    words: dict[str, str] = defaultdict(lambda: DASH)
    words |= {
        "who": entry.actor_name or unknown,
        "action": entry.action,
        "person": entry.person or DASH,
        "whom": entry.person or entry.actor_name or unknown,
        "employer": entry.employer or details.get("firm") or details.get("cohort") or DASH,
        "title": French(entry.title or DASH),
        "file": file_no(entry.file_no) or DASH,
    }
    words |= {name: str(details[name]) for name in _TEXTS if details.get(name)}
    words |= {name: _member(details[key], kind) for key, name, kind in _MEMBERS if details.get(key)}
    words |= {name: _day(details[name]) for name in _DAYS if details.get(name)}
    words["channel"] = words["channel"].lower()
    if details.get("invitation") and not details.get("address"):
        words["address"] = _("son adresse postale")
    if details.get("way") and details.get("firm"):
        words["who"] = str(_("%(who)s, pour « %(firm)s »,", who=words["who"], firm=words["firm"]))
    return words | _composed(details)


def _composed(details: Mapping[str, Any]) -> dict[str, str]:
    """What takes more than one value, or another word than the one that is kept."""
    composed = {
        "services": _listed(details.get("services"), OnlineService),
        "requested": _listed(details.get("services") or [_("demande de remboursement")], OnlineService),
        "firm_roles": _listed(details.get("roles"), FirmRole),
        "until": _span(details),
        "effect": _effect(details),
        "proposed": _proposed(details),
        "fields": _fields(details.get("fields")),
        "state": _state(details.get("state")),
        "counts": _counts(details.get("counts")),
        "list": _member(details["list"], ExportedList) if details.get("list") else DASH,
        "filters": ", ".join(f"{name} {value}" for name, value in (details.get("filters") or {}).items()) or _("aucun"),
        "to": _instant(details.get("to")),
        "since": _instant(details.get("since")),
        "taken_back": str(len(details.get("items") or ())),
        "table_rows": _table_rows(details.get("rows")),
        "undone": str(details.get("undone", DASH)),
        "left": str(details.get("left", DASH)),
    }
    if details.get("space") == CodeSpace.CLINIC:
        composed["space"] = label(CodeSpace.CLINIC)
    if details.get("manifest"):
        composed["batch_on"] = _day(details["manifest"])
    return composed


def _member(value: object, kind: type[Labelled]) -> str:
    return label(kind(str(value))) if value in set(kind) else str(value)


def _listed(values: object, kind: type[Labelled]) -> str:
    return ", ".join(_member(value, kind) for value in values) if isinstance(values, list) and values else DASH


def _day(value: object) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _instant(value: object) -> str:
    try:
        return instant(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(_("retour à l'heure réelle"))


def _until(value: object) -> str:
    """The last day of a right: what is kept is the first day without it."""
    if not value:
        return str(_("sans échéance"))
    try:
        return str(_("jusqu'au %(day)s inclus", day=day(date.fromisoformat(str(value)) - timedelta(days=1))))
    except (ValueError, OverflowError):
        return str(value)


def _span(details: Mapping[str, Any]) -> str:
    """The last day of what an entry is about; its first one too, for rights that begin on a day to come."""
    until = _until(details.get("until_on"))
    if "absence" in details or not (details.get("from_on") and details.get("services")):
        return until
    return str(_("à partir du %(day)s, %(end)s", day=_day(details["from_on"]), end=until))


def _effect(details: Mapping[str, Any]) -> str:
    """The effect that was on the screen when it was confirmed."""
    if "channel_after" not in details:
        return ""
    before, after = (_member(details.get(f"channel_{when}"), Channel).lower() for when in ("before", "after"))
    return str(_("Effet affiché : %(before)s, puis %(after)s.", before=before, after=after))


def _proposed(details: Mapping[str, Any]) -> str:
    """What one person proposes to another, and the day that it names, if one."""
    if "asks" not in details:
        return DASH
    name, on = _member(details["asks"], ProposalKind), details.get("on")
    return f"{name} ({_day(on)})" if on else name


def _fields(values: object) -> str:
    names = {
        "language": _("langue"),
        "email": _("courriel"),
        "given_name": _("prénom"),
        "family_name": _("nom"),
        "address": _("adresse"),
    }
    return ", ".join(str(names.get(value, value)) for value in values) if isinstance(values, list) else DASH


def _state(value: object) -> str:
    states = {"written": _("versée au lot"), "failed": _("adresse refusée"), "waiting": _("en attente")}
    return str(states.get(str(value), DASH))


def _counts(counts: object) -> str:
    if not isinstance(counts, dict):
        return DASH
    totals = [sum(int(each.get(what, 0)) for each in counts.values()) for what in ("added", "changed")]
    return str(_("lignes ajoutées : %(added)s, lignes modifiées : %(changed)s", added=totals[0], changed=totals[1]))


def _table_rows(rows: object) -> str:
    """How many people a table added, changed and removed."""
    if not isinstance(rows, dict):
        return DASH
    kinds = (RowKind.ADDED, RowKind.CHANGED, RowKind.REMOVED)
    numbers = ((label(kind).lower(), int(rows.get(kind.value, 0))) for kind in kinds)
    return ", ".join(_("%(kind)s : %(number)s", kind=kind, number=number) for kind, number in numbers)
