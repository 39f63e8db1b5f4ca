"""For whom a form was opened: an employer may have been chosen anew, in another tab, before it is sent.

Every form carries the mark of the employer and space that its page was shown for. One that comes for another writes
nothing: the page says for whom it was, keeps what was typed, and leads back there.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.extensions import db
from app.registry.queries.choices import Choice, choice
from app.registry.queries.sessions import EndedSession, Principal
from app.site.actions.pending_forms import keep_form
from app.site.web.forms.kept import ACTING_FOR, has_file, sent_to, sent_values

#: What stands between the space and the employer in the hidden field.
BETWEEN = "."


@dataclass(frozen=True, slots=True)
class OtherEmployerPage:
    """A form that was opened for another employer: both names, and the way back, if one still acts there."""

    title: str
    opened_for: str
    now: str
    employer: str
    back_action: str
    stay_href: str
    kept: bool


def mark_of(principal: Principal | None) -> str:
    """What the forms of a page carry: nothing for visitors, for staff, and before an employer is chosen."""
    if principal is None or principal.space is None or not principal.employer_public_id:
        return ""
    return f"{principal.space.value}{BETWEEN}{principal.employer_public_id}"


def acting_for() -> str:
    """The mark of whoever reads the page: a function of every template."""
    person = current_user._get_current_object()
    return mark_of(person if isinstance(person, Principal) else None)


def opened_for_another(principal: Principal) -> ResponseReturnValue | None:
    """The answer to a form that was opened for another employer or space than the session's; None for any other."""
    opened_for = request.form.get(ACTING_FOR, "") if request.method == "POST" else ""
    if opened_for in ("", mark_of(principal)):
        return None
    current_app.logger.info("a form opened for another employer: %s", request.endpoint)
    return make_response(render_template("pages/errors/other_employer.html", page=_page(principal, opened_for)), 409)


def _page(principal: Principal, opened_for: str) -> OtherEmployerPage:
    other = employer_of_mark(principal, opened_for)
    kept = keep_form(principal, None, sent_to(), sent_values(), other.employer_id) if other and not has_file() else None
    return other_employer_page(principal, other, kept)


def employer_of_mark(sender: Principal | EndedSession, mark: str) -> Choice | None:
    """The employer that a mark names, if its space is the session's and the owner may act for it today."""
    space, _between, public_id = mark.partition(BETWEEN)
    there = sender.space is not None and space == sender.space.value
    return choice(db.session(), sender.session_id, clock.today(), public_id) if there else None


def other_employer_page(principal: Principal, other: Choice | None, kept: str | None) -> OtherEmployerPage:
    """Both names, and the way back to the form that was kept, if there is one."""
    after = url_for("confirming.resume", public_id=kept) if kept else None
    return OtherEmployerPage(
        title=_("Ce formulaire était ouvert pour un autre employeur"),
        opened_for=other.name if other else "",
        now=principal.employer_name,
        employer=other.public_id if other else "",
        back_action=url_for("signin.choose_employer", next=after),
        stay_href=url_for("home.index"),
        kept=kept is not None,
    )


def register(app: Flask) -> None:
    """Let every template say for whom its forms are opened."""
    app.jinja_env.globals["acting_for"] = acting_for
