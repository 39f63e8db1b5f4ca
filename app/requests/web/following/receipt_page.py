"""What a receipt says, in the language of whoever asks for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.forms.web.words import money, said
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import read_filed
from app.requests.domain.receipts import ReceiptWords
from app.requests.queries.requests import filing_of
from app.requests.web.following.facts_page import beside_answers, sections_of
from app.requests.web.words import form_name
from app.site.web.page.filters import day, instant
from app.site.web.page.language import language

if TYPE_CHECKING:
    from app.requests.models.requests import Filing, OnlineRequest


def receipt_words(row: OnlineRequest) -> ReceiptWords | None:
    """What the receipt of a request says, in the reader's language; None while nothing was filed."""
    form, filing = form_of(row.form, row.form_version), filing_of(db.session(), row)
    if filing is None:
        return None
    filed, kinds = read_filed(form.definition, filing.content), form.definition.pieces
    return ReceiptWords(
        title=form_name(form),
        instant=_exact(filing.filed_at),
        sections=[
            (_("Ce qui est transmis"), list(beside_answers(row, filing, filed))),
            *((section.title, list(section.rows)) for section in sections_of(row, filed, printed=True)),
        ],
        calculation=_calculation(filing),
        pieces=[
            (
                piece["name"],
                said(kinds[piece["kind"]].words),
                piece["pages"],
                piece["size"],
                piece["sha256"],
            )
            for piece in filed.content["pieces"]
        ],
        rules=[(name, version, "") for name, version in sorted(filed.content["rules"].items())],
        language=language(),
    )


def _exact(at: datetime) -> str:
    """The instant, with the offset of Quebec's time from UTC: an hour comes twice on one night of autumn."""
    offset = at.astimezone(clock.QUEBEC).utcoffset() or timedelta()
    return f"{instant(at)} (UTC-{-offset // timedelta(hours=1)})"


def _calculation(filing: Filing) -> list[tuple[str, str, str, str]]:
    rows = (filing.calculation or {}).get("lines", [])
    return [
        (
            day(date.fromisoformat(line["day"])),
            money(Decimal(line["net"])),
            _("Oui") if line["counted"] else _("Non"),
            line["source"],
        )
        for line in rows
    ]
