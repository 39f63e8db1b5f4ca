"""A session that ends under a form loses nothing: what was typed waits until its sender is in again, and sends it.

Two ways lead here. The form comes with the cookie of the ended session: it is kept under that session. Or its sender is
in again, through another tab, and the form still bears the token of before: the cookie remembers the last few, and only
those of earlier sessions of the same person (`app/entry/web/signin/cookie.py`). Either way nothing is written before
that person presses the button of the page that `confirming.resume` shows. Passwords and files are not kept.
"""

from __future__ import annotations

import hmac

from flask import current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.extensions import db
from app.registry.queries.sessions import EndedSession, Principal
from app.site.actions.pending_forms import keep_form, sender_of_ended
from app.site.web.forms.kept import ACTING_FOR, has_file, moment_of_form, page_of_form, sent_to, sent_values
from app.site.web.gate.acting import employer_of_mark
from app.site.web.page.destination import asked_for

#: Where the cookie remembers the tokens of forms that earlier sessions of the same person were shown.
EARLIER = "earlier"
#: Views whose forms are anybody's: the doors, an invitation, a link of a message. They hold secrets, and nothing typed.
_NOBODYS = frozenset({"public", "watcher", "development_only", ""})


def note_ended(token: str) -> None:
    """Remember, for this request, that its cookie bears the token of a session that no longer opens anything."""
    g.ended_token = token


def to_the_door() -> Response:
    """The answer to a visitor who asks for a page or sends a form of those who are signed in."""
    sender = sender_of_ended(db.session(), g.ended_token) if "ended_token" in g else None
    if sender is None:
        return redirect(url_for("signin.door", next=asked_for() or None))
    if request.method != "POST":
        flash(_("Votre session s'est terminée. Entrez de nouveau pour continuer."), "info")
        return redirect(url_for("signin.door", next=asked_for() or None))
    kept = _keep(sender)
    if kept is None:
        flash(_("Votre session s'est terminée : rien n'a été envoyé. Entrez de nouveau pour continuer."), "warning")
        return redirect(url_for("signin.door", next=page_of_form()), 303)
    flash(
        _("Votre session s'est terminée. Ce que vous aviez entré est gardé un quart d'heure : entrez pour l'envoyer."),
        "info",
    )
    _tell_of_file()
    return redirect(url_for("signin.door", next=url_for("confirming.resume", public_id=kept)), 303)


def of_earlier_session() -> Response | None:
    """The answer to a form that an earlier session of whoever is signed in was shown; None for any other."""
    person = current_user._get_current_object()
    if not isinstance(person, Principal) or person.must_change_password or not _bears_earlier_token():
        return None
    if getattr(current_app.view_functions[request.endpoint or ""], "relais_guard", "") in _NOBODYS:
        return None
    kept = _keep(person)
    if kept is None:
        flash(_("Rien n'a été envoyé : la page était d'une session terminée. Recommencez."), "warning")
        return redirect(page_of_form(), 303)
    _tell_of_file()
    return redirect(url_for("confirming.resume", public_id=kept), 303)


def _keep(sender: Principal | EndedSession) -> str | None:
    """Keep the form for whom its page was shown; None when nothing was typed, or when it can be sent no more."""
    mark, values = request.form.get(ACTING_FOR, ""), sent_values()
    employer = employer_of_mark(sender, mark) if mark else None
    if not values or (mark and employer is None):
        return None
    return keep_form(sender, moment_of_form(), sent_to(), values, employer.employer_id if employer else None)


def _tell_of_file() -> None:
    if has_file():
        flash(_("Le fichier n'est pas gardé : vous le choisirez de nouveau."), "info")


def _bears_earlier_token() -> bool:
    keys, field = current_app.config["WTF_CSRF_SECRET_KEY"], current_app.config["WTF_CSRF_FIELD_NAME"]
    try:
        token = str(URLSafeTimedSerializer(keys, salt="wtf-csrf-token").loads(request.form.get(field, "")))
    except BadData:
        return False
    return any(hmac.compare_digest(token, each) for each in session.get(EARLIER, ()))
