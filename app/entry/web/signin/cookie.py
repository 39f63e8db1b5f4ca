"""The browser's side of a session. Its signed cookie holds a random token, and a CSRF token; nothing else lasts.

While somebody is at the identity provider, the cookie also holds what they must bring back, for one use; while they
answer an invitation, the digest by which it is known, so that its secret stands in no address.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, g, request, session
from flask_login import current_user

from app.entry.actions.sessions import keep_language, read_session, same_owner
from app.extensions import db, login_manager
from app.registry.queries.sessions import Principal
from app.site.web.gate.ended import EARLIER, note_ended
from app.site.web.gate.guards import principal_or_none
from app.site.web.page.language_choice import language_chosen
from app.vocabulary.language import Language

_TOKEN = "token"  # noqa: S105 (the name of a key, not a secret)
_AWAY = "away"
#: How many tabs may be at the provider at once: what they keep has to fit a cookie.
_MOST_AWAY = 3
#: The forms of how many sessions before this one are known again.
_MOST_EARLIER = 3
_INVITED = "invitation"
_TO_CONFIRM = "to_confirm"


def start(token: str) -> None:
    """Let this browser in. Nothing of the earlier session remains in it, its CSRF token included.

    A tab that left for the provider before, and comes back later, only finds where it was going. Where the session of
    before was the same person's, their forms in other tabs are known again, and kept to be sent.
    """
    before = session.get(_TOKEN)
    same = isinstance(before, str) and same_owner(db.session(), before, token)
    _start(token, _shown_tokens() if same else [])


def renew(token: str) -> None:
    """Give this browser the new token of its own session: its forms in other tabs are kept to be sent."""
    _start(token, _shown_tokens())


def _shown_tokens() -> list[str]:
    """What marks the forms that this browser was shown, of this session and of those before; the last first."""
    now = session.get("csrf_token")
    return [*([now] if now else []), *session.get(EARLIER, [])][:_MOST_EARLIER]


def _start(token: str, earlier: list[str]) -> None:
    elsewhere = {state: {"kept": None, "next": away["next"]} for state, away in session.get(_AWAY, {}).items()}
    session.clear()
    session[_TOKEN] = token
    if elsewhere:
        session[_AWAY] = elsewhere
    if earlier:
        session[EARLIER] = earlier
    forget_reader()


def end() -> None:
    """Let this browser out."""
    session.clear()
    forget_reader()


def leave(kept: dict[str, Any], destination: str) -> None:
    """Keep what the provider must send back, and where the person was going, beside what the latest tabs keep."""
    others = list(session.get(_AWAY, {}).items())[1 - _MOST_AWAY :]
    session[_AWAY] = {**dict(others), kept["state"]: {"kept": kept, "next": destination}}


def back(state: str) -> tuple[dict[str, Any] | None, str]:
    """What was kept for this answer of the provider, once."""
    away = session.get(_AWAY, {})
    found = away.get(state)
    if found is None:
        return None, ""
    session[_AWAY] = {each: kept for each, kept in away.items() if each != state}
    return found["kept"], found["next"]


def keep_identity(public_id: str, destination: str) -> None:
    """This browser came back from the provider with a subject to confirm; and where the person was going."""
    session[_TO_CONFIRM] = {"id": public_id, "next": destination}


def kept_identity() -> tuple[str, str]:
    """What is to be confirmed here, and where the person was going; empty if there is nothing."""
    kept = session.get(_TO_CONFIRM) or {"id": "", "next": ""}
    return kept["id"], kept["next"]


def keep_invitation(digest: str) -> None:
    """This browser has opened the link of an invitation, or typed the code of a letter."""
    session[_INVITED] = digest


def kept_invitation() -> str:
    """The digest of the invitation that this browser answers; empty if there is none."""
    digest = session.get(_INVITED)
    return digest if isinstance(digest, str) else ""


def forget_reader() -> None:
    """Read again who is signed in, and what follows from it, within this request."""
    for name in ("_login_user", "csrf_token", "shell"):
        g.pop(name, None)


def load_principal(_request: Request) -> Principal | None:
    """Who sends this request: Flask-Login's `current_user`."""
    token = session.get(_TOKEN)
    if not isinstance(token, str):
        return None
    principal = read_session(db.session(), token)
    if principal is None:
        note_ended(token)
    return principal


def read_first() -> None:
    """Read who sends the request before anything else: keeping the session alive ends the transaction it is in."""
    if request.endpoint != "static" and _TOKEN in session:
        assert current_user.is_authenticated is not None  # noqa: S101 (asking is what reads)


def on_language_chosen(_sender: Flask, *, language: Language, **_others: Any) -> None:
    """Keep the language with the account of whoever is signed in."""
    if (principal := principal_or_none()) is not None:
        keep_language(principal, language)
        forget_reader()


def register(app: Flask) -> None:
    """Tell Flask-Login how to read a session, and keep languages that people choose.

    Its own session protection would write in the cookie at each request; the row says what it would guess.
    """
    login_manager.request_loader(load_principal)
    login_manager.session_protection = None
    app.before_request(read_first)
    language_chosen.connect(on_language_chosen, app)
