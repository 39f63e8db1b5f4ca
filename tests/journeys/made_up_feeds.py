"""Random feeds around the dates that count, from a seed: every situation, every role, ends on either side."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from stdnum import luhn

from tests.factories.deposits import pdf_of

DAYS = ["2019-12-01", "2020-01-31", "2020-02-02", "2020-02-03", "2020-02-04", "2020-06-30", "2020-07-01", "2020-07-02"]
SPACES = ["clicsequr", "cnesst_codes", "guichet_sst"]
ROLES = ["rse", "respondent", "user", "user", "health_professional"]
SERVICES = ["file_followup", "file_followup", "review", "messaging"]
CATEGORIES = ["administrative", "decision", "financial", "medical", "physical_rehabilitation"]
ADDRESS = {
    "address_line1": "1, rue Une",
    "address_line2": "",
    "city": "Québec",
    "province": "QC",
    "postal_code": "G1R 2B5",
}


class Feeds:
    """`registry` and `deposits` under `folder`, with `employers` employers."""

    def __init__(self, folder: Path, seed: int, employers: int = 8) -> None:
        self._chance = random.Random(seed)
        self._rows: dict[str, list[dict[str, str]]] = {}
        self.registry, self.deposits = folder / "registry", folder / "deposits"
        for number in range(employers):
            self._employer(seed, number)
        for name, rows in self._rows.items():
            parent = self.deposits if name in {"manifest", "imputations"} else self.registry
            parent.mkdir(parents=True, exist_ok=True)
            with (parent / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        (self.deposits / "a.pdf").write_bytes(pdf_of("a"))

    def _add(self, file: str, /, **values: str) -> None:
        self._rows.setdefault(file, []).append(values)

    def _span(self) -> dict[str, str]:
        """Mostly since long ago and without end; sometimes from or until one of the days that count."""
        start = self._chance.choice([*["2015-01-01"] * 6, *DAYS])
        ends = [day for day in DAYS if day > start]
        return {"from": start, "until": self._chance.choice(ends) if ends and self._chance.random() < 0.25 else ""}

    def _address(self, likely: float) -> dict[str, str]:
        return dict(ADDRESS) if self._chance.random() < likely else dict.fromkeys(ADDRESS, "")

    def _employer(self, seed: int, number: int) -> None:
        tail = f"{seed % 100:02d}{number:05d}"
        neq = f"11{tail}{luhn.calc_check_digit(tail)}"
        name = {"name": f"Employeur {number}", "language": "fr", "attention": ""}
        self._add("employers", neq=neq, **name, **self._address(0.7))
        for space in self._chance.sample(SPACES, self._chance.randint(0, 3)):
            self._add("accounts", neq=neq, space=space, **self._span())
        chosen = self._chance.choice(["", "2020-02-03", "2020-07-01"])
        told = self._chance.choice(["", "2020-01-31", "2020-06-30", "2020-07-01"])
        self._add("withdrawals", neq=neq, withdrawal_on=chosen, prior_notice_on=told)
        for index in range(self._chance.randint(0, 4)):
            self._person(neq, f"S{seed}-{number}-{index}")
        for index in range(self._chance.randint(0, 3)):
            recipient = {"name": f"Destinataire {index}", "attention": "", **self._address(0.6), "person": ""}
            self._add("paper_recipients", neq=neq, **recipient, **self._span())
        self._file(neq, seed, number)

    def _person(self, neq: str, identifier: str) -> None:
        name = {"given_name": "Ève", "family_name": identifier, "email": f"{identifier}@courriel.example"}
        self._add("people", person=identifier, **name, language="fr", **self._address(0.5))
        for space in self._chance.sample(SPACES, self._chance.randint(1, 2)):
            role = self._chance.choice(ROLES)
            self._add("memberships", neq=neq, person=identifier, space=space, role=role, **self._span())
            service = self._chance.choice(SERVICES)
            grant = {"space": space, "service": service, "granted_by": "", **self._span()}
            self._add("grants", neq=neq, person=identifier, **grant)

    def _file(self, neq: str, seed: int, number: int) -> None:
        file_no = f"{seed % 1000:03d}{number:06d}"
        worker = {"worker_given_name": "Zoé", "worker_family_name": "Roy"}
        self._add("files", file_no=file_no, **worker, neq=neq, injury_on="2019-01-01", regional_office="Estrie")
        for index in range(10):
            issued = self._chance.choice(DAYS)
            later = [day for day in DAYS if day >= issued]
            category = self._chance.choice(CATEGORIES)
            self._add(
                "manifest",
                external_id=f"D{number:02d}-{index:02d}",
                file_no=file_no,
                neq=neq,
                kind="decision" if category == "decision" else "document",
                category=category,
                title="Titre",
                issued_on=issued,
                deposited_on=self._chance.choice(["", *later]),
                review_days="",
                pdf="a.pdf",
            )
        imputed_on = self._chance.choice(DAYS)
        self._add("imputations", external_id=f"I{number:02d}", file_no=file_no, neq=neq, imputed_on=imputed_on)
