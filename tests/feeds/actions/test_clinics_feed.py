"""The feed of clinics: intervals closed and opened, nothing that holds twice on a day, every bad row named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.models.reference import CareLimit, CareRate, PresenceCode
from app.clinics.models.suppliers import OfficePerson, Professional, Supplier, SupplierPeriod
from app.feeds.actions.clinics import FILES, import_clinics
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow, Report
from app.ledger.models.audit import AuditEntry

HEADERS = {
    "suppliers": "supplier_no,name,discipline,email,address_line1,address_line2,city,province,postal_code,from,until",
    "professionals": "order,member_no,given_name,family_name,title,from,until",
    "offices": "office,person,given_name,family_name,email,from,until",
    "presence_codes": "code,label,kind,place,enterable,from,until,source",
    "rates": "discipline,title,kind,place,amount,from,until,source",
    "limits": "rule,value,from,until,source",
    "payments": "submission,line,state,amount,on,reason",
}
GOOD = {
    "suppliers": 'F-100,Physio du Fleuve,physio,info@fleuve.example,"1, rue Une",,Québec,QC,G1R 2B5,2019-01-01,',
    "professionals": "OPPQ,PHY01234,Ève,Roy,physiotherapist,2019-01-01,",
    "offices": "Mauricie,R1,Luc,Côté,luc@commission.example,2019-01-01,",
    "presence_codes": "X1,exemple : traitement,treatment,clinic,yes,2019-01-01,,exemple",
    "rates": "physio,physiotherapist,treatment,clinic,36.00,2019-01-01,2023-06-29,exemple",
    "limits": "over_weekly_limit,3,2018-05-24,,exemple",
}
TABLES: dict[str, Any] = {
    "suppliers": SupplierPeriod,
    "professionals": Professional,
    "offices": OfficePerson,
    "presence_codes": PresenceCode,
    "rates": CareRate,
    "limits": CareLimit,
}
Import = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "feed"
    folder.mkdir()
    return folder


@pytest.fixture
def feed(folder: Path, session: Session) -> Import:
    """`feed(rates=[…], …)`: import these rows and return the bad ones as sentences."""

    def run(*, skip_bad_rows: bool = False, **files: list[str]) -> list[str]:
        write(folder, **files)
        bad: list[BadRow] = []
        try:
            import_clinics(folder, bad.append, skip_bad_rows=skip_bad_rows)
        except BadRows:
            session.rollback()
        return [str(row) for row in bad]

    return run


def write(folder: Path, **files: list[str]) -> None:
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")


def changes(folder: Path) -> Report:
    return import_clinics(folder, lambda bad: pytest.fail(str(bad)))


def test_the_files_are_those_of_the_contract() -> None:
    assert {file.name: ",".join(sorted(column.name for column in file.columns)) for file in FILES} == {
        f"{name}.csv": ",".join(sorted(header.split(","))) for name, header in HEADERS.items()
    }


def test_the_same_feed_again_changes_nothing_and_leaves_no_trace(folder: Path, session: Session) -> None:
    write(folder, **{name: [row] for name, row in GOOD.items()})
    assert changes(folder).changes == len(GOOD)
    assert changes(folder).changes == 0
    assert len(session.scalars(select(AuditEntry)).all()) == 1
    for table in TABLES.values():
        assert len(session.scalars(select(table)).all()) == 1
    assert session.scalars(select(CareRate.cents)).one() == 3600


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_new_end_closes_the_interval_and_the_old_row_stays(name: str, feed: Import, session: Session) -> None:
    feed(**{name: [GOOD[name]]})
    begins = "2018-05-24" if name == "limits" else "2019-01-01"
    ended = GOOD[name].replace("2023-06-29", "").replace(f",{begins},", f",{begins},2022-01-01", 1)
    assert feed(**{name: [ended]}) == []
    rows = session.scalars(select(TABLES[name]).order_by(TABLES[name].id)).all()
    assert [row.superseded_at is None for row in rows] == [False, True]
    assert rows[-1].until_on == date(2022, 1, 1)


def test_a_supplier_of_two_disciplines_is_one_supplier(feed: Import, session: Session) -> None:
    assert feed(suppliers=[GOOD["suppliers"], GOOD["suppliers"].replace(",physio,", ",ergo,")]) == []
    supplier = session.scalars(select(Supplier)).one()
    periods = session.scalars(select(SupplierPeriod)).all()
    assert {(period.supplier_id, period.discipline) for period in periods} == {
        (supplier.id, "physio"),
        (supplier.id, "ergo"),
    }


def test_a_name_that_changes_is_kept_with_its_time(feed: Import, session: Session) -> None:
    feed(suppliers=[GOOD["suppliers"]])
    assert feed(suppliers=[GOOD["suppliers"].replace("du Fleuve", "de la Rive")]) == []
    rows = session.scalars(select(SupplierPeriod).order_by(SupplierPeriod.id)).all()
    assert [(row.name, row.superseded_at is None) for row in rows] == [
        ("Physio du Fleuve", False),
        ("Physio de la Rive", True),
    ]


@pytest.mark.parametrize(
    ("name", "other", "says"),
    [
        (
            "rates",
            "physio,physiotherapist,treatment,clinic,53.50,2023-06-01,,autre",
            "overlaps the one from",
        ),
        ("rates", "physio,physiotherapist,treatment,clinic,53.50,2019-01-01,2023-06-29,exemple", "another value"),
        ("presence_codes", "X1,exemple,absence,clinic,yes,2019-01-01,,exemple", "another value"),
        ("presence_codes", "X1,exemple,absence,clinic,yes,2020-01-01,,exemple", "overlaps"),
        ("limits", "over_weekly_limit,5,2018-05-24,,exemple", "another value"),
    ],
)
def test_nothing_holds_twice_on_a_day(name: str, other: str, says: str, feed: Import, session: Session) -> None:
    feed(**{name: [GOOD[name]]})
    refused = feed(**{name: [other]})
    assert len(refused) == 1
    assert says in refused[0]
    assert refused[0].startswith(f"{name}.csv, line 2, column ")
    assert len(session.scalars(select(TABLES[name])).all()) == 1


@pytest.mark.parametrize(
    ("name", "was", "becomes", "column"),
    [
        ("suppliers", ",physio,", ",kinésio,", "discipline"),
        ("suppliers", "info@fleuve.example", "info@", "email"),
        ("suppliers", "F-100", "", "supplier_no"),
        ("professionals", "OPPQ", "OIIQ", "order"),
        ("professionals", "physiotherapist", "kinésiologue", "title"),
        ("offices", "luc@commission.example", "luc", "email"),
        ("presence_codes", ",yes,", ",oui,", "enterable"),
        ("presence_codes", ",treatment,", ",soin,", "kind"),
        ("rates", "36.00", "36,5", ""),
        ("rates", "36.00", "36.5", "amount"),
        ("rates", "36.00", "-36.00", "amount"),
        ("rates", ",exemple", ",", "source"),
        ("rates", "2023-06-29", "2019-01-01", "until"),
        ("limits", ",3,", ",trois,", "value"),
    ],
)
def test_a_bad_row_is_named_to_the_cell_and_nothing_is_written(
    name: str, was: str, becomes: str, column: str, feed: Import, session: Session
) -> None:
    files = {other: [row] for other, row in GOOD.items()} | {name: [GOOD[name].replace(was, becomes, 1)]}
    refused = feed(**files)
    place = f"{name}.csv, line 2" + (f", column {column}" if column else "")
    assert [row.startswith(f"{place}:") for row in refused] == [True], refused
    assert [len(session.scalars(select(table)).all()) for table in TABLES.values()] == [0] * len(TABLES)
    assert len(feed(skip_bad_rows=True, **files)) == 1
    assert [len(session.scalars(select(table)).all()) for table in TABLES.values()].count(1) == len(TABLES) - 1


def test_the_command_says_what_it_did(folder: Path, cli: FlaskCliRunner) -> None:
    write(folder, rates=[GOOD["rates"]], limits=["over_weekly_limit,3,hier,,exemple"])
    refused = cli.invoke(args=["clinics", "import", str(folder)])
    assert refused.exit_code == 1
    assert "limits.csv, line 2, column from" in refused.output
    skipped = cli.invoke(args=["clinics", "import", str(folder), "--skip-bad-rows"])
    assert skipped.exit_code == 3
    assert "rates.csv: 1 added, 0 changed, 0 unchanged" in skipped.output
