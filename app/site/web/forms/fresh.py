"""A sensitive gesture wants a recent proof of who makes it. `fresh_sign_in` stands right under a view's guard.

A form that comes too late after the sign-in is kept, the browser goes to prove again who its owner is, and comes back
to a page that says what was about to be sent, with one button that sends it. Nothing that was typed is lost. No
sensitive form holds a file: a table is given first, and kept as a plan; what asks for the proof is its confirmation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.registry.words.sensitive import SensitiveMoment
from app.site.actions.pending_forms import forget_form, keep_form
from app.site.queries.pending_forms import get_for
from app.site.web.forms.kept import RESUMED, page_of_form, sent_to, sent_values
from app.site.web.gate.guards import current_principal
from app.site.web.page.destination import safe_next

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)
View = Callable[P, R]
Fresh = Callable[P, ResponseReturnValue]


def is_fresh(principal: Principal) -> bool:
    """Whether the signed-in person proved who they are within FRESH_SIGN_IN_MINUTES."""
    proved_at = principal.authenticated_at
    longest = timedelta(minutes=current_app.config["FRESH_SIGN_IN_MINUTES"])
    return proved_at is not None and clock.ticking() - proved_at < longest


def fresh_sign_in(
    moment: SensitiveMoment, *, on_get: bool = False, only_with: str = ""
) -> Callable[[View[P, R]], Fresh[P]]:
    """Ask for a recent proof before a form is received, and before the page itself is shown if `on_get`.

    `only_with`: the field that makes the form sensitive; left empty, no proof is asked for.
    """

    def decorate(view: View[P, R]) -> Fresh[P]:
        @wraps(view)
        def fresh(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            sent = request.method == "POST" and bool(not only_with or request.form.get(only_with))
            asks = sent or on_get
            if asks and not is_fresh(current_principal()):
                return _prove_first(moment)
            if resumed := request.form.get(RESUMED, ""):
                return _sent_again(resumed, view, *args, **kwargs)
            return view(*args, **kwargs)

        fresh.relais_fresh = moment  # type: ignore[attr-defined]
        return fresh

    return decorate


def _prove_first(moment: SensitiveMoment) -> ResponseReturnValue:
    if request.method != "POST":
        return _to_prove(sent_to())
    if (kept := keep_form(current_principal(), moment, sent_to(), sent_values())) is not None:
        return _to_prove(url_for("confirming.resume", public_id=kept))
    flash(_("Rien n'a été envoyé : ce formulaire est trop long pour être gardé. Remplissez-le de nouveau."), "warning")
    return _to_prove(page_of_form())


def _to_prove(destination: str) -> ResponseReturnValue:
    return redirect(url_for("confirming.prove", next=safe_next(destination) or None), 303)


def _sent_again(public_id: str, view: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
    """A kept form serves once: it is forgotten when the view has answered, so that a failure loses nothing."""
    principal = current_principal()
    waiting = get_for(db.session(), principal, public_id, clock.ticking())
    if waiting is None:
        flash(
            _("Ce formulaire a déjà été envoyé, ou il a attendu trop longtemps : vérifiez avant de continuer."), "info"
        )
        return redirect(page_of_form(), 303)
    if waiting.path != sent_to():
        abort(404)
    answer = view(*args, **kwargs)
    forget_form(principal, public_id)
    return answer
