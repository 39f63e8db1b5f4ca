"""What waits at each employer of somebody who acts for several, said where they choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.desk.web.home.tasks import shown
from app.extensions import db
from app.papers.queries.home import WaitingAt, waiting_at
from app.site.web.page.filters import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.registry.queries.choices import Choice
    from app.registry.queries.sessions import Principal


def waiting_lines(principal: Principal, choices: Sequence[Choice], on: date) -> dict[int, str]:
    """« 3 documents non lus · 1 délai de révision en cours, jusqu'au 2 décembre 2026 », by employer.

    Nothing of an employer whose files the reader may not follow.
    """
    found = waiting_at(db.session(), principal, choices, on)
    return {employer_id: _said(waiting) for employer_id, waiting in found.items()}


def _said(waiting: WaitingAt) -> str:
    unread = ngettext("document non lu", "documents non lus", waiting.unread)
    parts = [f"{shown(waiting.unread)} {unread}" if waiting.unread else str(_("Aucun document non lu"))]
    if waiting.first_end_on is not None:
        said = ngettext(
            "%(shown)s délai de révision en cours, jusqu'au %(day)s",
            "%(shown)s délais de révision en cours, le premier jusqu'au %(day)s",
            waiting.running,
            shown=shown(waiting.running),
            day=day(waiting.first_end_on),
        )
        parts.append(said)
    return " · ".join(parts)
