"""Every list that people take out: a CSV and a workbook, in which nothing is a formula."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received import tables
from app.delivery.received.tables import CONTENT_TYPES, read_table, xlsx_bytes
from app.ledger.models.audit import AuditEntry
from app.vocabulary.accounts import StaffRole
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

FORMULA = "=HYPERLINK(1)"


def test_every_table_of_the_site_is_a_csv_and_a_workbook(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "csv" in rule.rule or "xlsx" in rule.rule]
    assert len(rules) > 3
    # The list of a batch of letters is read by the machine that posts them.
    assert [rule for rule in rules if "<any(csv,xlsx):kind>" not in rule] == ["/avis/lots/<day>/manifeste.csv"]


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_the_journal_opens_in_columns_and_computes_nothing(session: Session, client: PageClient, kind: str) -> None:
    values = {"action": "password_changed", "actor_kind": "person", "actor_name": FORMULA, "details": {}}
    session.add(AuditEntry(at=clock.now(), day=clock.today(), **values))
    member = make_staff(session, StaffRole.AUDITOR)
    session.commit()
    sign_in_staff(client, member)
    form = client.get("/journal").form(f"Exporter en {kind.upper()}")
    answer = client.raw.post(form.action, data=dict(form.form_values()), buffered=True)
    assert answer.content_type == CONTENT_TYPES[kind]
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    table = read_table(answer.get_data())
    assert table.headings == ("Instant", "Action", "Phrase", "NEQ", "Auteur")
    assert FORMULA in {row.cells[-1] for row in table.rows}
    assert not any(row.formulas for row in table.rows)


def test_what_fills_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 2)
    book = load_workbook(io.BytesIO(xlsx_bytes("Journal", [["a"], ["b"], ["c"]])))
    assert [[[cell.value for cell in row] for row in sheet] for sheet in book] == [[["a"], ["b"]], [["c"]]]
