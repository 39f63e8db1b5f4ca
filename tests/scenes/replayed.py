"""What the journal alone says of today: who is and holds what, and where everything that leads to a right stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.ledger.models.audit import AuditEntry
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService

#: The days of `[first, second)`; without a second one, for good.
Span = tuple[date, date | None]
#: By person, their roles and the first day without each right.
Held = dict[int, tuple[set[str], dict[str, date | None]]]
BEGINNING = date.min


def covered(spans: Iterable[Span], on: date) -> date | None:
    """The first day, from `on`, that none of these intervals holds; None if they never end."""
    end = on
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if begins > end:
            break
        if ends is None:
            return None
        end = max(end, ends)
    return end


def day(text: str | None) -> date | None:
    """A day as the journal writes it."""
    return date.fromisoformat(text) if text else None


@dataclass
class Replayed:
    """The entries of the journal, one after the other, from what the registry brought.

    Each kind of thing by its public identifier: as many values as `standing_today` reads in the tables.
    """

    space: str
    roles: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    rights: dict[int, dict[str, date | None]] = field(default_factory=lambda: defaultdict(dict))
    coming: dict[tuple[int, str], list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[int, date | None] = field(default_factory=dict)
    addresses: dict[int, str] = field(default_factory=dict)
    firm: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    mandates: dict[str, dict[str, Any]] = field(default_factory=dict)
    assigned: dict[tuple[str, int], tuple[list[str], date]] = field(default_factory=dict)
    absences: dict[str, dict[str, Any]] = field(default_factory=dict)
    designations: dict[str, dict[str, Any]] = field(default_factory=dict)
    invitations: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self, entry: AuditEntry, people: dict[str, int]) -> None:
        """Take one entry into account. `people`: their numbers, by identifier."""
        if entry.details.get("space") in (None, self.space):
            reader = getattr(self, f"_{entry.action}", None)
            if reader is not None:
                reader(entry.person_id, dict(entry.details), people)

    def held(self, on: date) -> Held:
        """The roles and the rights of that day."""
        spans = self._spans()
        found: Held = {who: (each, {}) for who, each in self._roles_on(on).items() if each}
        for (who, service), each in spans.items():
            lasting = [(begins, ends) for begins, ends in each if ends is None or begins < ends]
            if any(begins <= on and (ends is None or on < ends) for begins, ends in lasting):
                found.setdefault(who, (set(), {}))[1][service] = covered(lasting, on)
        return found

    def _roles_on(self, on: date) -> dict[int, set[str]]:
        roles: dict[int, set[str]] = defaultdict(set)
        for who, each in self.roles.items():
            end = self.ends.get(who)
            roles[who] |= {role for role in each if end is None or on < end or role != Role.USER}
        for who, what, begins, ends in self._as_stand_ins():
            if what not in set(OnlineService) and begins <= on < ends:
                roles[who].add(what)
        for (_mandate, who), (_services, end) in self.assigned.items():
            if on < end:
                roles[who].add(Role.USER.value)
        return roles

    def _spans(self) -> dict[tuple[int, str], list[Span]]:
        """The days of each right: in one's own name, as a stand-in, for a firm."""
        spans: dict[tuple[int, str], list[Span]] = defaultdict(list)
        for who, rights in self.rights.items():
            for service, end in rights.items():
                spans[who, service].append((BEGINNING, end))
        for key, days in self.coming.items():
            spans[key] += days
        for who, what, begins, ends in self._as_stand_ins():
            if what in set(OnlineService):
                spans[who, what].append((begins, ends))
        for (_mandate, who), (services, end) in self.assigned.items():
            for service in services:
                spans[who, service].append((BEGINNING, end))
        return spans

    def _as_stand_ins(self) -> Iterable[tuple[int, str, date, date]]:
        for absence in self.absences.values():
            for what, days in absence["held"].items():
                yield absence["stand_in"], what, *days

    # Roles and rights.

    def _person_enrolled(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.roles[who].add(details["role"])
        if details["role"] == Role.USER:
            self.ends.pop(who, None)

    def _person_leaves(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.ends[who] = day(details["until_on"])

    _role_given = _person_enrolled

    def _role_left(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.roles[who].discard(details["role"])
        self.roles[who].add(details["remains"])
        self.ends.pop(who, None)
        for absence in details["absences"]:
            self.absences[absence]["held"].pop(details["role"], None)

    def _role_taken_back(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.roles[who].discard(details["role"])

    def _access_granted(self, who: int, details: dict[str, Any], _: Any) -> None:
        begins, end = day(details.get("from_on")), day(details["until_on"])
        for service in details["services"]:
            spans, before = self.coming[who, service], day((details.get("previous_until") or {}).get(service))
            shorter = end is not None and before is not None and end < before
            spans[:] = [] if shorter else [span for span in spans if self._stays(span, begins, end)]
            if begins is not None and end is not None:
                spans.append((begins, end))
            else:
                self.rights[who][service] = end

    @staticmethod
    def _stays(span: tuple[date, date], begins: date | None, end: date | None) -> bool:
        """Whether a right to come is left beside one that is given."""
        return end is not None and (span[1] > end or (begins is not None and span[0] < begins))

    _access_changed = _access_granted

    def _access_revoked(self, who: int, details: dict[str, Any], _: Any) -> None:
        for service in details["services"]:
            self.rights[who].pop(service, None)
            self.coming.pop((who, service), None)
            for absence in details.get("absences", ()):
                self.absences[absence]["held"].pop(service, None)

    def _person_removed(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.roles[who].difference_update(details["roles"])
        if Role.USER in details["roles"]:
            self.ends.pop(who, None)
        for service in details["services"]:
            self.rights[who].pop(service, None)
            self.coming.pop((who, service), None)

    def _person_changed(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.addresses[who] = details["to_address"]

    # Absences.

    def _absence_recorded(self, who: int, details: dict[str, Any], people: dict[str, int]) -> None:
        self.absences[details["absence"]] = {
            "person": who,
            "stand_in": people[details["stand_in"]],
            "days": (details["from_on"], details["until_on"]),
            "cancelled": False,
            "held": {what: tuple(map(date.fromisoformat, days)) for what, days in details["held"].items()},
        }

    def _absence_restored(self, _who: int, details: dict[str, Any], _: Any) -> None:
        held = {what: tuple(map(date.fromisoformat, days)) for what, days in details["held"].items()}
        self.absences[details["absence"]]["held"].update(held)

    def _absence_narrowed(self, _who: int, details: dict[str, Any], _: Any) -> None:
        held = self.absences[details["absence"]]["held"]
        for what, until_on in details["ended"].items():
            held[what] = (held[what][0], min(held[what][1], date.fromisoformat(until_on)))

    def _absence_cancelled(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.absences[details["absence"]].update(cancelled=True, held={})

    # Firms and mandates.

    def _firm_member_added(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.firm[who].update(details["roles"])

    def _firm_member_removed(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.firm[who].difference_update(details["roles"])

    def _mandate_proposed(self, _who: int, details: dict[str, Any], _: Any) -> None:
        kept = ("firm_neq", "services", "purpose", "until_on")
        self.mandates[details["mandate"]] = {"state": "proposed", **{name: details[name] for name in kept}}

    def _mandate_accepted(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.mandates[details["mandate"]]["state"] = "accepted"

    def _mandate_refused(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.mandates[details["mandate"]]["state"] = "refused"

    def _mandate_ended(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.mandates[details["mandate"]]["state"] = "ended"

    def _mandate_resigned(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.mandates[details["mandate"]]["state"] = "resigned"

    def _mandate_changed(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.mandates[details["mandate"]]["until_on"] = details["until_on"]

    def _representative_assigned(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.assigned[details["mandate"], who] = (details["services"], date.fromisoformat(details["until_on"]))

    def _representative_unassigned(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.assigned.pop((details["mandate"], who), None)

    # Invitations and designations.

    def _invitation_sent(self, _who: int, details: dict[str, Any], _: Any) -> None:
        kept = ("purpose", "recipient", "address", "services", "until_on", "sending", "firm_neq")
        self.invitations[details["invitation"]] = {
            "state": "sent",
            "person": None,
            **{name: details[name] for name in kept},
        }

    def _invitation_accepted(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.invitations[details["invitation"]].update(state="accepted", person=who)

    def _invitation_declined(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self._close(details["invitation"], "refused")

    def _invitation_cancelled(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self._close(details["invitation"], "cancelled")

    def _invitation_expired(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.invitations[details["invitation"]]["state"] = "expired"

    def _close(self, invitation: str, state: str) -> None:
        """Whoever was designated through an invitation that comes to nothing is awaited no more."""
        self.invitations[invitation]["state"] = state
        for one in self.designations.values():
            if one["invitation"] == invitation and one["state"] == "proposed":
                one["state"] = "refused" if state == "refused" else "ended"

    def _professional_proposed(self, _who: int, details: dict[str, Any], _: Any) -> None:
        kept = ("recipient", "order", "member_no", "invitation")
        self.designations[details["designation"]] = {
            "state": "proposed",
            "person": None,
            **{name: details[name] for name in kept},
        }

    def _professional_accepted(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.designations[details["designation"]].update(state="accepted", person=who)
        self.roles[who].add(Role.HEALTH_PROFESSIONAL.value)

    def _designation_confirmed(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.designations[details["designation"]]["state"] = "confirmed"

    def _designation_objected(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.designations[details["designation"]]["state"] = details["standing"]

    _designation_reopened = _designation_objected

    def _designation_rejected(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.designations[details["designation"]]["state"] = "rejected"
        self.roles[who].discard(Role.HEALTH_PROFESSIONAL.value)

    def _designation_ended(self, who: int | None, details: dict[str, Any], _: Any) -> None:
        if "designation" in details:
            self.designations[details["designation"]]["state"] = "ended"
            invitation = self.invitations[details["invitation"]]
            if invitation["state"] in ("sent", "expired"):
                invitation["state"] = "cancelled"
        if who is not None:
            self.roles[who].discard(Role.HEALTH_PROFESSIONAL.value)

    # Requests.

    def _right_asked(self, who: int, details: dict[str, Any], _: Any) -> None:
        self.requests[details["request"]] = {
            "state": "pending",
            "person": who,
            "service": details["services"][0],
            "reason": details["reason"],
            "until_on": details["until_on"],
            "granted_until_on": None,
            "answer": "",
        }

    def _request_granted(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.requests[details["request"]].update(state="granted", granted_until_on=details["until_on"])

    def _request_refused(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.requests[details["request"]].update(state="refused", answer=details["reason"])

    def _request_withdrawn(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.requests[details["request"]]["state"] = "withdrawn"

    def _request_expired(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.requests[details["request"]]["state"] = "expired"

    # Reviews.

    def _access_review_opened(self, _who: int, details: dict[str, Any], _: Any) -> None:
        review = self.reviews.setdefault(details["review"], {"state": "open", "answers": {}, "attestation": ""})
        review.update(cause=details["cause"], due_on=details["due_on"])

    def _access_review_decided(self, _who: int, details: dict[str, Any], _: Any) -> None:
        for who, service in details["rights"]:
            self.reviews[details["review"]]["answers"][who, service] = (details["choice"], details["until_on"])

    def _access_review_attested(self, _who: int, details: dict[str, Any], _: Any) -> None:
        self.reviews[details["review"]].update(state="attested", attestation=details["attestation"])
