"""How the last day of a time limit was counted, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from markupsafe import escape

from app.site.web.page.filters import day, public_source
from app.site.web.page.language import filled

if TYPE_CHECKING:
    from app.resolver.domain.reckoning import TimeLimit


def limit_sentences(limit: TimeLimit) -> tuple[str, ...]:
    """How it was counted, the later day that another reading would give, and the source."""
    holidays = str(_(", puis ")).join(str(_(name)) for name in limit.holidays)
    said = [str(_(sentence)) % {"holidays": holidays} for sentence in limit.says]
    if limit.later_on:
        said.append(
            _(
                "Selon une autre lecture, un samedi reporterait aussi le délai : au %(day)s. Tenez-vous-en au premier "
                "jour.",
                day=day(limit.later_on),
            )
        )
    return (*said, filled(escape(_("Source : %(source)s")), {"source": public_source(limit.source)}))
