"""Pages for what cannot be shown or done: what happened, whether anything changed, and who can help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from app.extensions import login_manager, wired
from app.ledger.steps.transaction import NO_ROOM, Busy, Unavailable, is_busy
from app.resolver.domain.rules import AccessRuling
from app.site.web.gate.ended import of_earlier_session
from app.site.web.gate.request_id import request_id
from app.site.web.page.spoken import Spoken
from app.site.web.reasons.chain import SpokenStep
from app.site.web.reasons.next_steps import NextSteps
from app.site.web.reasons.sentences import Way, explained_access

Text: TypeAlias = "str | LazyString"
#: When to come back, in seconds: after somebody who writes, or after a fault.
SOON, LATER = "5", "60"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class Reason(Protocol):
    """One fact of a ruling: what it says, by which rule, from which text."""

    @property
    def says(self) -> str: ...
    @property
    def rule(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...


class Fix(Protocol):
    """The smallest change that would turn a refusal into a yes, and who may make it."""

    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str: ...


#: The reasons of a ruling, or the links of its chain.
Reasons: TypeAlias = Sequence[Reason] | Sequence[Spoken | SpokenStep]


class RefusingRuling(Protocol):
    """What `Refusal` needs of a ruling."""

    @property
    def reasons(self) -> Reasons: ...
    @property
    def fix(self) -> Fix | NextSteps | None: ...


class Refusal(Exception):
    """A page or gesture that the rules refuse: answered by a 403 that says why.

    `answer` is the refusal in one sentence; `ask_href` leads to the page where the right can be asked for.
    """

    def __init__(self, ruling: RefusingRuling, answer: str | None = None, ask_href: str | None = None) -> None:
        super().__init__(answer or "refused")
        self.ruling = ruling
        self.answer = answer
        self.ask_href = ask_href


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One page of this kind: title, sentences, and the code to quote: the status, then which request it was."""

    title: Text
    sentences: tuple[Text, ...]
    code: str


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """A refusal with its reasons, or the links of its chain."""

    title: str
    answer: str
    reasons: Reasons
    fix: Fix | NextSteps | None
    ask_href: str | None
    ways: tuple[Way, ...] = ()


BUSY = (
    lazy("Le service est très occupé en ce moment"),
    (lazy("Rien n'a été changé. Recommencez dans quelques secondes."),),
)
STALE = (
    lazy("La page n'était plus valable"),
    (
        lazy("Rien n'a été changé. La page est restée ouverte trop longtemps, ou votre session s'est terminée."),
        lazy("Revenez à la page précédente, rechargez-la, puis recommencez."),
    ),
)
PAGES: dict[int, tuple[Text, tuple[Text, ...]]] = {
    400: (
        lazy("La demande n'a pas été comprise"),
        (lazy("Rien n'a été changé. Revenez à la page précédente et recommencez."),),
    ),
    403: (
        lazy("Cette page n'est pas ouverte à votre compte"),
        (
            lazy("Votre rôle ne donne pas accès à cette page."),
            lazy("La personne qui gère les droits d'accès chez votre employeur peut vous renseigner."),
        ),
    ),
    404: (
        lazy("Page introuvable"),
        (
            lazy("Rien ne se trouve à cette adresse, ou rien que votre compte permette de voir."),
            lazy("Si vous avez copié l'adresse, vérifiez qu'elle est complète."),
        ),
    ),
    405: (
        lazy("Cette adresse s'utilise autrement"),
        (lazy("Rien n'a été changé. Passez par la page qui contient le bouton ou le formulaire."),),
    ),
    408: (
        lazy("L'envoi a pris trop de temps"),
        (lazy("Rien n'a été reçu. Vérifiez votre connexion, puis recommencez."),),
    ),
    413: (
        lazy("Le fichier est trop gros"),
        (lazy("Rien n'a été reçu. Choisissez un fichier plus petit, puis recommencez."),),
    ),
    429: (
        lazy("Trop d'essais en peu de temps"),
        (lazy("Pour protéger les comptes, il faut attendre un peu avant le prochain essai."),),
    ),
    500: (
        lazy("Une erreur est survenue de notre côté"),
        (
            lazy("Ce que vous veniez de demander n'a pas été fait. L'erreur a été consignée."),
            lazy("Recommencez dans quelques minutes."),
        ),
    ),
    503: (
        lazy("Le service est momentanément indisponible"),
        (lazy("Rien n'a été changé. Recommencez dans quelques minutes."),),
    ),
}
WITHOUT_ROOM = (
    lazy("Rien n'a été changé ni gardé : le portail n'a plus de place pour écrire."),
    lazy("Recommencer n'y changera rien tant que cette place n'a pas été faite."),
)


def _answer(code: int, title: Text, sentences: tuple[Text, ...], error: HTTPException | None = None) -> Response:
    response = wired("problem_of")(code) or _page(code, title, sentences)
    if error is not None:
        headers = dict(error.get_response().headers)
        response.headers.extend({name: headers[name] for name in KEPT_HEADERS if name in headers})
    return response


def _page(code: int, title: Text, sentences: tuple[Text, ...]) -> Response:
    if code >= 500:
        _read_as_visitor()
        phone = current_app.config["LETTER_PHONE"]
        sentences += (_("Si cela dure, appelez le %(phone)s et donnez le code ci-dessous.", phone=phone),)
    page = ErrorPage(title, sentences, f"{code} – {request_id()}")
    return current_app.make_response((render_template("pages/errors/error.html", page=page), code))


def _read_as_visitor() -> None:
    """Do not ask the database who reads: it may be what failed."""
    if "_login_user" not in g:
        g._login_user = login_manager.anonymous_user()


def on_http_error(error: HTTPException) -> Response:
    """Any HTTP error, redirections aside, as a page in the reader's language."""
    code = error.code or 500
    nearest = code if code in PAGES else (400 if code < 500 else 500)
    return _answer(code, *PAGES[nearest], error=error)


def on_csrf_error(error: CSRFError) -> Response:
    """A form whose token is missing or of another session; kept, if that was an earlier one of who is signed in."""
    if (kept := of_earlier_session()) is not None:
        return kept
    return _answer(400, *STALE, error=error)


def on_unavailable(error: Exception) -> Response:
    """The database or the journal failed, or somebody else writes for too long: the transaction was undone."""
    if isinstance(error, Busy) or is_busy(error):
        current_app.logger.warning("busy: %s %s", request.method, request.endpoint)
        response = _answer(503, *BUSY)
        response.headers["Retry-After"] = SOON
        return response
    current_app.logger.error("unavailable: %s %s", request.method, request.endpoint, exc_info=error)
    response = _answer(503, *PAGES[503])
    response.headers["Retry-After"] = LATER
    return response


def on_os_error(error: OSError) -> Response:
    """A file could not be written for want of room; any other error of the system is an error of ours."""
    if error.errno not in NO_ROOM:
        raise error
    current_app.logger.error("no room: %s %s", request.method, request.endpoint, exc_info=error)
    return _answer(503, PAGES[503][0], WITHOUT_ROOM)


def on_refusal(error: Refusal) -> Response:
    """A refusal by the rules, with its chain, what would change it, who can, and where to ask them."""
    ruling = error.ruling
    why = explained_access(ruling) if isinstance(ruling, AccessRuling) else None
    page = RefusalPage(
        title=_("Cet accès est fermé"),
        answer=error.answer or _("Les règles ne permettent pas cet accès aujourd'hui."),
        reasons=why.reasons if why else ruling.reasons,
        fix=why.fix if why else ruling.fix,
        ask_href=error.ask_href or (why.ask_href if why else None),
        ways=why.ways if why else (),
    )
    return current_app.make_response((render_template("pages/errors/refusal.html", page=page), 403))


def on_unexpected(error: InternalServerError) -> Response:
    """An error of ours; `log_exception` has logged it already."""
    return _answer(500, *PAGES[500])


def log_exception(exc_info: Any) -> None:
    """In the place of Flask's own, which logs the path: addresses hold identifiers, and secrets that an e-mail sent."""
    current_app.logger.error("unexpected: %s %s", request.method, request.endpoint, exc_info=exc_info)


def register(app: Flask) -> None:
    """Answer every error with a page of the site."""
    app.log_exception = log_exception  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(InternalServerError, on_unexpected)
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(OSError, on_os_error)
    for kind in (Unavailable, OperationalError, InterfaceError):
        app.register_error_handler(kind, on_unavailable)
