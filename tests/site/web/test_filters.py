"""Days, instants, numbers and words as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from markupsafe import Markup

from app.site.web.page import filters
from app.vocabulary.notices import Channel
from tests.web.page_client import squeeze

CASES = [
    (filters.day, date(2020, 2, 3), "3 février 2020", "3 February 2020"),
    (filters.day, date(2020, 2, 1), "1er février 2020", "1 February 2020"),
    (filters.day, None, "", ""),
    (filters.instant, datetime(2020, 2, 3, 19, 5, tzinfo=UTC), "3 février 2020 à 14 h 05", "3 February 2020 at 14:05"),
    (filters.instant, datetime(2020, 7, 1, 3, 59, tzinfo=UTC), "30 juin 2020 à 23 h 59", "30 June 2020 at 23:59"),
    (filters.instant, None, "", ""),
    (filters.neq, "1100123452", "1100 123 452", "1100 123 452"),
    (filters.neq, "abc", "abc", "abc"),
    (filters.file_no, "004512347", "004 512 347", "004 512 347"),
    (filters.number, 999, "999", "999"),
    (filters.number, 1234567, "1 234 567", "1,234,567"),
    (filters.size, 0, "0 o", "0 B"),
    (filters.size, 999, "999 o", "999 B"),
    (filters.size, 1_234_567, "1,2 Mo", "1.2 MB"),
    (filters.size, 20 * 2**20, "21 Mo", "21 MB"),
    (filters.size, 3_000_000_000_000, "3000 Go", "3000 GB"),
    (filters.label, Channel.POST, "Par la poste", "By post"),
]


@pytest.mark.parametrize(("how", "value", "french", "english"), CASES)
def test_a_value_reads_well_in_both_languages(
    gallery: Flask, how: Callable[[Any], str], value: Any, french: str, english: str
) -> None:
    with gallery.app_context():
        assert squeeze(how(value)) == french
        with force_locale("en"):
            assert squeeze(how(value)) == english


def test_a_day_does_not_break_between_its_number_and_its_month(gallery: Flask) -> None:
    with gallery.app_context():
        assert filters.day(date(2020, 2, 3)) == "3\u00a0février 2020"


def test_a_row_of_a_table_takes_the_heads_of_its_columns() -> None:
    rows = Markup('<tr id="a"><th class="relais-when">1</th><td>2</td></tr><tr><td class="own">3</td><td>4</td></tr>')
    assert filters.under(rows, ["Jour", "À l'écran"], numeric=[1]) == (
        '<tr class="govuk-table__row" role="row" id="a">'
        '<th class="govuk-table__header relais-when" scope="row" role="rowheader">1</th>'
        '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="À l&#39;écran">2</td></tr>'
        '<tr class="govuk-table__row" role="row">'
        '<td class="govuk-table__cell own" role="cell" data-label="Jour">3</td>'
        '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="À l&#39;écran">4</td></tr>'
    )


def test_what_people_typed_opens_no_cell(gallery: Flask) -> None:
    source = "{% filter under(['Nom']) %}<tr><td>{{ typed }}</td></tr>{% endfilter %}"
    with gallery.app_context():
        shown = render_template_string(source, typed="<td>")
    assert shown.count("<td") == 1
    assert "&lt;td&gt;" in shown


def test_a_text_that_is_not_markup_opens_no_cell() -> None:
    assert filters.under("<td>", ["Nom"]) == "&lt;td&gt;"  # type: ignore[arg-type]


def test_a_cell_without_a_head_is_a_fault() -> None:
    with pytest.raises(IndexError):
        filters.under(Markup("<tr><td>1</td><td>2</td></tr>"), ["Nom"])


def test_an_address_is_cut_beside_its_signs_and_nothing_else_is() -> None:
    assert filters.with_breaks("zoé.roy@rh.example") == "zoé.<wbr>roy@<wbr>rh.<wbr>example"
    assert filters.with_breaks("Gère les droits. Partira le 14 décembre.") == "Gère les droits. Partira le 14 décembre."
    assert filters.with_breaks("<b>@a.example") == "&lt;b&gt;@<wbr>a.<wbr>example"
