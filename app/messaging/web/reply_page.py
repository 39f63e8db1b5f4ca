"""The page on which a reply is written, and the gestures that both sides make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import abort, flash
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.queries.messages import drafts_of, thread_messages
from app.messaging.steps.writer import NotDone, NoThread
from app.messaging.web.lists import about
from app.messaging.web.thread_page import DAY, sealed_text
from app.messaging.words import ANSWERS, SETTLING, MessageKind, Subject
from app.papers.actions.openings import NoLongerAllowed
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.errors import Refusal
from app.site.web.page.filters import instant, label

if TYPE_CHECKING:
    from app.messaging.queries.messages import MessageRow
    from app.messaging.queries.threads import ThreadHead
    from app.messaging.web.forms import AnswerForm, ReplyForm
    from app.registry.queries.sessions import Principal
    from app.site.web.forms.fields import Form

F = TypeVar("F", "ReplyForm", "AnswerForm")


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """A reply being written. `last`: the message that it answers; `hints`: what each kind of answer does."""

    title: str
    caption: str
    form: Form
    last: str
    last_about: str
    hints: dict[str, str]
    back_href: str


@contextmanager
def answered() -> Iterator[None]:
    """Answer 404 for what is not theirs, explain a right that ended meanwhile, and say why a gesture is not made."""
    try:
        yield
    except NoThread:
        abort(404)
    except NoLongerAllowed as ended:
        raise Refusal(ended.ruling) from ended
    except NotDone as refused:
        flash(label(refused.problem), "warning")


def with_draft(form: F, head: ThreadHead, principal: Principal) -> F:
    """The form as it was sent, or with what its author kept of a reply."""
    if not form.is_submitted():
        form.words.data = drafts_of(db.session(), head.id, principal)[0]
    return form


def reply_page(head: ThreadHead, form: Form, back_href: str) -> ReplyPage:
    """The page of a reply, beside the last message."""
    last = thread_messages(db.session(), head.id, clock.start_of(clock.today() + DAY), limit=1)[0]
    return ReplyPage(
        title=_("Répondre"),
        caption=f"{label(Subject(head.subject))} – {about(head)}",
        form=form,
        last=last.words or sealed_text(last),
        last_about=_("%(name)s, le %(when)s", name=last.author_name, when=instant(last.sent_at)),
        hints={kind.value: _hint(kind) for kind in ANSWERS},
        back_href=back_href,
    )


def _hint(kind: MessageKind) -> str:
    if kind is MessageKind.QUESTION:
        return str(_("Le fil passe à l'employeur."))
    return str(_("Le fil se ferme.") if kind in SETTLING else _("Le fil reste à la Commission."))


def seal_page(head: ThreadHead, row: MessageRow, form: Form, back_href: str) -> GesturePage:
    """A message to seal, named by its author and instant: its words are not written once more."""
    return GesturePage(
        title=_("Sceller un message"),
        caption=f"{label(Subject(head.subject))} – {about(head)}",
        form=form,
        button=_("Sceller le message"),
        back_href=back_href,
        rows=((_("Écrit par"), row.author_name), (_("Envoyé le"), instant(row.sent_at))),
        sentences=(
            _("Plus personne ne le lit, ni chez l'employeur ni au bureau qui répond."),
            _("Une trace dit qui l'a scellé, quand et pourquoi. Cela ne se défait pas."),
        ),
    )
