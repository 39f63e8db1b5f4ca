"""The amount of a request, day by day, as it is shown and printed; what to look at before it is filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.extensions import db
from app.forms.web.words import money
from app.requests.queries.surroundings import has_number_of_another
from app.requests.words import RequestWarning
from app.site.web.page.filters import French, day, label

if TYPE_CHECKING:
    from app.requests.domain.reckoning import Reckoned
    from app.requests.models.requests import OnlineRequest
    from app.requests.queries.reach import Reach
    from app.resolver.domain.reckoning import Reimbursement

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calculation:
    """The amount, day by day, with the article that says so. `borne`: the days that the employer bears alone."""

    caption: str
    rows: tuple[tuple[str, str, str, str], ...]
    borne: str
    total: str
    source: str


def calculation_of(reckoned: Reckoned) -> Calculation | None:
    """The table of the amount; None where nothing is reckoned."""
    found: Reimbursement | None = reckoned.calculation
    if found is None or reckoned.amount is None:
        return None
    rows = tuple(
        (day(line.paid.day), money(line.paid.net), _("Oui") if line.counted else _("Non"), French(line.source))
        for line in found.lines
    )
    return Calculation(
        caption=_("Du %(first)s au %(last)s", first=day(found.window_from), last=day(found.window_until - _DAY)),
        rows=rows,
        borne=_borne(found),
        total=_("Montant réclamé : %(amount)s", amount=money(reckoned.amount)),
        source=French(found.source),
    )


def _borne(found: Reimbursement) -> str:
    if not found.employer_days:
        return ""
    days = "; ".join(day(each) for each in found.employer_days)
    return str(_("Jours ouvrables que vous payez à 100 %%, sans remboursement : %(days)s.", days=days))


def warnings_of(reach: Reach, row: OnlineRequest, reckoned: Reckoned) -> tuple[str, ...]:
    """What to look at: in the answers, and beside what the reader may read of other requests."""
    other = has_number_of_another(db.session(), reach, row)
    found = (*reckoned.warnings, *((RequestWarning.NUMBER_OF_ANOTHER,) if other else ()))
    return tuple(label(warning) for warning in found)
