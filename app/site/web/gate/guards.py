"""Who may see a view. Each route bears exactly one of these, right under its route decorator.

An anonymous visitor is sent to the entry page, and comes back after signing in: `ended.py`. The wrong kind of person
gets 404: what is not theirs does not exist. Only `may_use` explains, because what it refuses is known to the person.
The wrapped view says which guard it bears: `relais_guard`, and `relais_guard_values` (services or roles).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.registry.queries.sessions import Principal
from app.resolver.queries.access import decision
from app.site.web.entrance.loopback import is_from_here
from app.site.web.gate.acting import opened_for_another
from app.site.web.gate.ended import to_the_door
from app.site.web.gate.errors import Refusal
from app.site.web.page.destination import asked_for
from app.vocabulary.accounts import ClinicRole, Role, StaffRole
from app.vocabulary.services import OnlineService

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)
View = Callable[P, R]
Guarded = Callable[P, ResponseReturnValue]
Check = Callable[[], ResponseReturnValue | None]

#: The guards behind which one acts for a chosen employer.
FOR_AN_EMPLOYER = frozenset({"employer_side", "granter", "health_professional", "may_use"})
#: What somebody who came with a temporary password may still do.
_BEFORE_PASSWORD_CHANGE = frozenset({"signin.change_password", "signin.sign_out"})


def principal_or_none() -> Principal | None:
    """Who is signed in, or nobody: for pages that visitors see too."""
    person = current_user._get_current_object()
    return person if isinstance(person, Principal) else None


def current_principal() -> Principal:
    """Who is signed in. Only for views behind a guard: a visitor has no principal (LookupError)."""
    if (principal := principal_or_none()) is None:
        raise LookupError("nobody is signed in")
    return principal


def current_actor() -> Actor:
    """Who is signed in, as the journal names them."""
    principal = current_principal()
    return Actor(principal.acts_as, principal.staff_id or principal.person_id, principal.name)


def guard(name: str, check: Check, values: tuple[str, ...] = ()) -> Callable[[View[P, R]], Guarded[P]]:
    """A guard by its name: `check` returns nothing for those it lets through. A context with callers of its own kind,
    who are not people with a session, makes its own.
    """

    def decorate(view: View[P, R]) -> Guarded[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            answer = check()
            if answer is None and name in FOR_AN_EMPLOYER:
                answer = opened_for_another(current_principal())
            return view(*args, **kwargs) if answer is None else answer

        guarded.relais_guard = name  # type: ignore[attr-defined]
        guarded.relais_guard_values = values  # type: ignore[attr-defined]
        return guarded

    return decorate


#: What is everybody's own, at the doors: the only pages of those who are signed in that somebody of a clinic has too.
_OF_CLINICS_TOO = frozenset(
    {
        "home.index",
        "profile.account",
        "profile.revoke",
        "profile.revoke_others",
        "signin.change_password",
        "signin.sign_out",
        "confirming.prove",
        "confirming.leave",
        "confirming.resume",
    }
)


def _anybody() -> ResponseReturnValue | None:
    return None


def _in() -> ResponseReturnValue | None:
    if (principal := principal_or_none()) is None:
        return to_the_door()
    if principal.must_change_password and request.endpoint not in _BEFORE_PASSWORD_CHANGE:
        return redirect(url_for("signin.change_password"))
    return None


def _signed_in() -> ResponseReturnValue | None:
    if (answer := _in()) is not None:
        return answer
    is_of_clinic = current_principal().kind == "clinic"
    return abort(404) if is_of_clinic and request.endpoint not in _OF_CLINICS_TOO else None


def _clinic_side() -> ResponseReturnValue | None:
    if (answer := _in()) is not None:
        return answer
    return None if current_principal().supplier_id is not None else abort(404)


def _clinic_responsible() -> ResponseReturnValue | None:
    if (answer := _clinic_side()) is not None:
        return answer
    return None if current_principal().clinic_role is ClinicRole.RESPONSIBLE else abort(404)


def _employer_side() -> ResponseReturnValue | None:
    if (answer := _signed_in()) is not None:
        return answer
    principal = current_principal()
    if principal.kind != "person":
        abort(404)
    if principal.employer_id is None:
        return redirect(url_for("signin.choose_employer", next=asked_for() or None))
    return None


def _granter() -> ResponseReturnValue | None:
    if (answer := _employer_side()) is not None:
        return answer
    return None if current_principal().is_granter else abort(404)


def _health_professional() -> ResponseReturnValue | None:
    if (answer := _employer_side()) is not None:
        return answer
    return None if Role.HEALTH_PROFESSIONAL in current_principal().roles else abort(404)


def _firm_administrator() -> ResponseReturnValue | None:
    if (answer := _signed_in()) is not None:
        return answer
    return None if current_principal().firms else abort(404)


def _watcher() -> ResponseReturnValue | None:
    """With METRICS_TOKEN, whoever gives it; without one, this machine, not through a proxy."""
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "").encode()
        return None if hmac.compare_digest(given, f"Bearer {token}".encode()) else abort(404)
    return None if is_from_here(request.environ) else abort(404)


def _development_only() -> ResponseReturnValue | None:
    return abort(404) if current_app.config["RELAIS_ENV"] == "production" else None


#: Anybody, said aloud.
public = guard("public", _anybody)

#: Anybody who is signed in, with or without a chosen employer; of a clinic, for what is their own and no more.
signed_in = guard("signed_in", _signed_in)

#: A person who acts for a chosen employer, in the space they signed in to.
employer_side = guard("employer_side", _employer_side)

#: The RSE on clicSÉQUR, or the respondent on Guichet SST, of the chosen employer.
granter = guard("granter", _granter)

#: The health professional whom the chosen employer designated.
health_professional = guard("health_professional", _health_professional)

#: Who administers a firm that represents employers; with or without a chosen employer, and with no right there.
firm_administrator = guard("firm_administrator", _firm_administrator)

#: Somebody of a clinic, for the clinic that they came in for.
clinic_side = guard("clinic_side", _clinic_side)

#: Those responsible for a clinic, who let its people in and out.
clinic_responsible = guard("clinic_responsible", _clinic_responsible)

#: Those who watch the machinery: they see how much waits, and nothing of anybody.
watcher = guard("watcher", _watcher)

#: Tools of development; in production their pages are not even registered.
development_only = guard("development_only", _development_only)


def may_use(service: OnlineService) -> Callable[[View[P, R]], Guarded[P]]:
    """A person of the employer who may use `service` today; anybody else of the employer gets an explained refusal."""

    def check() -> ResponseReturnValue | None:
        if (answer := _employer_side()) is not None:
            return answer
        ruling = decision(db.session(), current_principal(), service, clock.today())
        if not ruling.allowed:
            raise Refusal(ruling)
        return None

    return guard("may_use", check, (service.value,))


def staff(*roles: StaffRole) -> Callable[[View[P, R]], Guarded[P]]:
    """A member of the Commission's staff who holds one of `roles`."""

    def check() -> ResponseReturnValue | None:
        if (answer := _signed_in()) is not None:
            return answer
        return None if current_principal().staff_roles & set(roles) else abort(404)

    return guard("staff", check, tuple(role.value for role in roles))
