"""For which firm somebody acts in this request, and how what cannot be done is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, request, url_for

from app import clock
from app.extensions import db
from app.mandates.steps.assignments import Administrator
from app.registry.queries.firms import firms_of
from app.resolver.queries.mandates import get_for_firm
from app.site.web.gate.guards import current_actor, current_principal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.registry.models.mandates import Firm
    from app.resolver.queries.mandates import MandateView

#: The parameter of an address that says which firm, for whoever administers several.
FIRM = "cabinet"


def administrator() -> Administrator:
    """Who is signed in, as the actions of firms want them. Only behind the guard `firm_administrator`."""
    return Administrator(current_actor(), current_principal().firms)


def own_firms() -> Sequence[Firm]:
    """The firms that the person administers, by name."""
    return firms_of(db.session(), current_principal().firms)


def current_firm() -> Firm:
    """The firm that the address names, or the first; 404 for one that the person does not administer."""
    firms, wanted = own_firms(), request.args.get(FIRM)
    return next((firm for firm in firms if wanted in (None, firm.neq)), None) or abort(404)


def firm_url(endpoint: str, firm_neq: str, **values: Any) -> str:
    """A page of that firm; its number stands in the address only where there are several."""
    if len(current_principal().firms) > 1:
        values = {**values, FIRM: firm_neq}
    return url_for(endpoint, **values)


def mandate_or_404(public_id: str) -> MandateView:
    """A mandate of one of the person's firms; 404 for any other."""
    return get_for_firm(db.session(), current_principal().firms, public_id, clock.today()) or abort(404)
