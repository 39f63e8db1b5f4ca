"""The page where a person chooses for whom to act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.entry.queries.ended_roles import EndedRole, ended_role
from app.entry.web.signin.forms import EmployerForm
from app.extensions import db, wired
from app.registry.queries.choices import Choice, choices, count_choices
from app.registry.queries.sessions import Principal
from app.site.web.forms.fields import SelectChoice
from app.site.web.page.filters import neq
from app.site.web.page.language import language
from app.site.web.reasons.chain import spoken_steps
from app.site.web.reasons.sentences import Explained, another_session, spoken_fix
from app.vocabulary.text import folded

#: Beyond this many employers, a search helps more than a longer list.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """Some employers to choose among, out of `found` that match `search`, out of `total`."""

    title: str
    form: EmployerForm
    hints: Mapping[str, str]
    search: str
    found: int
    total: int
    is_long: bool
    firm_href: str
    ended: EndedPanel | None


@dataclass(frozen=True, slots=True)
class EndedPanel:
    """Why one no longer acts for the employer of this session."""

    answer: str
    explained: Explained


def employer_page(principal: Principal, search: str) -> EmployerPage:
    """The employers of the space one signed in to, the first of them by name, or those that the search finds."""
    session, on = db.session(), clock.today()
    total = count_choices(session, principal.session_id, on)
    wanted = folded(search)[:100]
    found = count_choices(session, principal.session_id, on, search=wanted) if wanted else total
    shown = choices(session, principal.session_id, on, search=wanted, limit=MOST_SHOWN)
    waiting = wired("waiting_at_employers")(principal, shown, on)
    form = EmployerForm()
    form.employer.choices = [SelectChoice(one.public_id, f"{one.name} – NEQ {neq(one.neq)}") for one in shown]
    return EmployerPage(
        title=_("Choisir l'employeur"),
        form=form,
        hints={one.public_id: _hint(one, waiting.get(one.employer_id, "")) for one in shown},
        search=search,
        found=found,
        total=total,
        is_long=total > MOST_SHOWN,
        firm_href=url_for("firms.index") if principal.firms else "",
        ended=_ended(ended_role(session, principal, on)),
    )


def _ended(found: EndedRole | None) -> EndedPanel | None:
    if found is None:
        return None
    ways = (another_session(),) if found.elsewhere else ()
    explained = Explained(spoken_steps(found.steps, None), spoken_fix([found.fix] if found.fix else ()), ways=ways)
    return EndedPanel(_("Vous n'agissez plus pour %(name)s dans cette session.", name=found.employer), explained)


def _hint(one: Choice, waiting: str) -> str:
    return " · ".join(filter(None, (_roles(one), waiting)))


def _roles(one: Choice) -> str:
    roles = ", ".join(sorted(role.label(language()) for role in one.roles))
    return _("%(roles)s, pour %(firm)s", roles=roles, firm=one.firm) if one.firm else roles
