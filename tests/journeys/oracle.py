"""What must go where, worked out from the feed files alone: slowly, plainly, and without the portal's own code."""

from __future__ import annotations

import csv
from pathlib import Path

Row = dict[str, str]
OPENED = "2020-02-03"
MEDICAL = {"medical", "physical_rehabilitation"}


class Oracle:
    """Reads a registry feed and a deposit feed, and says what `notices export` must say (without the status)."""

    def __init__(self, registry: Path, deposits: Path) -> None:
        self._rows = {path.stem: self._read(path) for folder in (registry, deposits) for path in folder.glob("*.csv")}

    def _read(self, path: Path) -> list[Row]:
        with path.open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def _of(self, name: str, neq: str, day: str = "") -> list[Row]:
        rows = [row for row in self._rows[name] if row["neq"] == neq]
        return [row for row in rows if not day or row["from"] <= day < (row["until"] or "9999-12-31")]

    def _withdrawal(self, neq: str, day: str) -> tuple[bool, bool]:
        """Whether paper is withdrawn that day, and whether the employer was told before."""
        rows = self._of("withdrawals", neq)
        on, told = (rows[0]["withdrawal_on"], rows[0]["prior_notice_on"]) if rows else ("", "")
        return bool(on) and day >= on, bool(on) and bool(told) and told < on

    def _may_read(self, neq: str, membership: Row, day: str) -> bool:
        spaces = {row["space"] for row in self._of("accounts", neq, day)}
        space, role, person = membership["space"], membership["role"], membership["person"]
        if space not in spaces or role == "health_professional" or space == "cnesst_codes" or day < OPENED:
            return False
        if "guichet_sst" in spaces and self._withdrawal(neq, day) != (True, True):
            return False
        if (space, role) in {("clicsequr", "rse"), ("guichet_sst", "respondent")}:
            return True
        grants = self._of("grants", neq, day)
        return any((row["person"], row["space"], row["service"]) == (person, space, "file_followup") for row in grants)

    def _readers(self, neq: str, day: str) -> list[str]:
        found = {row["person"] for row in self._of("memberships", neq, day) if self._may_read(neq, row, day)}
        return self._in_order(found)

    def _in_order(self, people: set[str]) -> list[str]:
        return [row["person"] for row in self._rows["people"] if row["person"] in people]

    def _route(self, neq: str, day: str) -> tuple[str, str]:
        spaces = {row["space"] for row in self._of("accounts", neq, day)}
        withdrawn, told = self._withdrawal(neq, day)
        if day < OPENED:
            return "post", "R1"
        if "guichet_sst" in spaces:
            return ("post", "R2") if not withdrawn else ("electronic", "R3") if told else ("post", "R4")
        return ("electronic", "R5") if "clicsequr" in spaces else ("post", "R6")

    @staticmethod
    def _usable(row: Row) -> bool:
        return all(row[name] for name in ("address_line1", "city", "province", "postal_code"))

    def _by_post(self, neq: str, day: str) -> list[tuple[str, str, str]]:
        letters = [row["name"] for row in self._of("paper_recipients", neq, day) if self._usable(row)]
        if letters:
            return [("post", "paper_recipient", name) for name in letters]
        employer = self._of("employers", neq)[0]
        return [("post", "employer", employer["name"])] if self._usable(employer) else [("held", "none", "")]

    def _medical(self, neq: str, day: str, channel: str) -> list[tuple[str, str, str]]:
        memberships = self._of("memberships", neq, day)
        people = self._in_order({row["person"] for row in memberships if row["role"] == "health_professional"})
        known = {row["person"]: row for row in self._rows["people"]}
        if channel == "electronic":
            return [("electronic", "person", person) for person in people]
        return [("post" if self._usable(known[person]) else "held", "person", person) for person in people]

    def _outcome(self, neq: str, category: str, issued: str, deposited: str) -> list[tuple[str, str, str, str]]:
        channel, rule = self._route(neq, issued)
        if category in MEDICAL:
            found = self._medical(neq, deposited, channel)
            return [(channel, rule, kind, name) for channel, kind, name in found] or [("held", "R0", "none", "")]
        if channel == "electronic":
            readers = self._readers(neq, deposited)
            if readers:
                return [(channel, rule, "person", reader) for reader in readers]
            rule = "R7"
        return [(channel, rule, kind, name) for channel, kind, name in self._by_post(neq, deposited)]

    def expected(self) -> list[Row]:
        """The rows of the export, in order."""
        events = [
            (row["external_id"], row["neq"], row["kind"], row["category"], row["issued_on"], row["deposited_on"])
            for row in self._rows["manifest"]
        ]
        events += [
            (row["external_id"], row["neq"], "imputation", "", row["imputed_on"], row["imputed_on"])
            for row in self._rows["imputations"]
        ]
        names = ("external_id", "neq", "event", "channel", "rule", "recipient_kind", "recipient")
        return [
            dict(zip(names, (external_id, neq, event, *outcome), strict=True))
            for external_id, neq, event, category, issued, deposited in sorted(events)
            for outcome in self._outcome(neq, category, issued, deposited or issued)
        ]
