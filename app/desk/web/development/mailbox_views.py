"""The e-mails that would have left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.desk.web.development import blueprint
from app.sending.domain.mailbox import Envelope, MailboxMessage, mailbox, mailbox_message
from app.site.web.gate.guards import development_only
from app.site.web.gate.headers import embeds_documents
from app.site.web.page.paging import Paging, numbered

PAGE = 25
#: What a message shows in its frame: its own words and style; nothing is fetched and nothing runs.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """Some messages, newest first; `server` is where they go instead, when a mail server is set."""

    title: str
    messages: list[Envelope]
    total: int
    search: str
    paging: Paging
    server: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message; its text in paragraphs of lines."""

    title: str
    message: MailboxMessage
    paragraphs: list[list[str]]


def _folder() -> Path:
    folder: Path = current_app.config["RELAIS_DATA"] / "mailbox"
    return folder


def _message(name: str) -> MailboxMessage:
    return mailbox_message(_folder(), name) or abort(404)


@blueprint.get("/courriels", endpoint="mailbox")
@development_only
def mailbox_page() -> ResponseReturnValue:
    """The messages, newest first."""
    search, number = request.args.get("q", "")[:100].strip(), request.args.get("page", 1, type=int)
    found = mailbox(_folder(), search)
    first = (max(number, 1) - 1) * PAGE
    page = MailboxPage(
        title=_("Courriels envoyés"),
        messages=found[first : first + PAGE],
        total=len(found),
        search=search,
        paging=numbered(number, PAGE, len(found)),
        server=current_app.config["MAIL_SERVER"],
    )
    return render_template("pages/development/mailbox.html", page=page)


@blueprint.get("/courriels/<name>")
@development_only
@embeds_documents
def message(name: str) -> ResponseReturnValue:
    """One message, as text, then as HTML in a frame where nothing runs."""
    found = _message(name)
    paragraphs = [paragraph.splitlines() for paragraph in found.text.strip().split("\n\n") if paragraph.strip()]
    page = MessagePage(found.envelope.subject, found, paragraphs)
    return render_template("pages/development/message.html", page=page)


@blueprint.get("/courriels/<name>/html")
@development_only
def message_html(name: str) -> ResponseReturnValue:
    """The HTML of a message, alone."""
    response = make_response(_message(name).html)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
