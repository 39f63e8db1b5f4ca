"""The page on which an agent writes to an employer: about what, to which office it comes back, and who will read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.messaging.queries.holders import audience_of
from app.messaging.web.lists import named
from app.messaging.words import MessageKind, MessagingProblem, ThreadKind
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.messaging.queries.holders import Audience
    from app.messaging.queries.topics import Topic
    from app.messaging.web.forms import WriteForm
    from app.registry.models.employers import Employer


@dataclass(frozen=True, slots=True)
class WritePage:
    """A message of the Commission that begins a thread. `pick_action`: where a file is named, if it is about none."""

    title: str
    caption: str
    form: WriteForm
    facts: tuple[tuple[str, str], ...]
    hints: dict[str, str]
    read_by: str
    may_send: bool
    pick_action: str
    back_href: str


def write_page(employer: Employer, topic: Topic, form: WriteForm) -> WritePage:
    """The page, which says before anything is sent whom it reaches."""
    audience = audience_of(db.session(), employer.id, topic, clock.today())
    general = topic.kind is ThreadKind.GENERAL
    back = url_for("employers.show", employer_id=employer.public_id)
    if topic.kind is ThreadKind.REQUEST:
        back = url_for("request_desk.show", public_id=topic.public_id)
    return WritePage(
        title=_("Écrire à l'employeur"),
        caption=employer.name,
        form=form,
        facts=((_("À propos"), named(topic)), (_("Bureau qui répond"), topic.desk)),
        hints={
            MessageKind.INFORMATION.value: _("Le fil se ferme. Une réponse de l'employeur en ouvre un autre, lié."),
            MessageKind.QUESTION.value: _("Le fil passe à l'employeur."),
        },
        read_by=_read_by(audience),
        may_send=any(audience) or form.is_submitted(),
        pick_action=url_for("message_desk.pick_file", employer_id=employer.public_id) if general else "",
        back_href=back,
    )


def _read_by(audience: Audience) -> str:
    """Whom the message reaches, in words."""
    if audience.readers:
        text = ngettext(
            "%(num)s personne peut lire ce message chez l'employeur.",
            "%(num)s personnes peuvent lire ce message chez l'employeur.",
            audience.readers,
        )
        return str(text)
    if audience.granters:
        return str(
            _(
                "Personne chez l'employeur ne peut lire ce message aujourd'hui. Il l'attendra à la messagerie, et ceux "
                "qui y accordent les droits seront avisés tout de suite."
            )
        )
    return label(MessagingProblem.NOBODY)
