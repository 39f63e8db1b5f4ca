"""Where somebody who has just come in goes."""

from __future__ import annotations

from flask import redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.site.web.gate.guards import current_principal
from app.site.web.page.destination import safe_next


def land(destination: str | None) -> Response:
    """First the password that must be chosen, then the employer, then the page asked for, then home."""
    assert current_user.is_authenticated  # noqa: S101 (only called once somebody is in)
    principal = current_principal()
    wanted = safe_next(destination)
    if principal.must_change_password:
        return redirect(url_for("signin.change_password", next=wanted or None))
    if principal.kind == "clinic":
        return redirect(wanted or url_for("home.index"))
    if principal.firms and principal.employer_id is None:
        # Who administers a firm may be nobody to any employer; a page of an employer's asks by itself for whom.
        return redirect(wanted or url_for("firms.index"))
    if principal.kind == "person" and principal.employer_id is None:
        return redirect(url_for("signin.choose_employer", next=wanted or None))
    return redirect(wanted or url_for("home.index"))
