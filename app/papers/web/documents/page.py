"""What one document shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db, wired
from app.papers.queries.documents import readers_of
from app.papers.web.documents.review import review_href
from app.papers.web.files.file_page import kind_label, limit_text
from app.papers.web.files.page import list_kept
from app.resolver.domain.reckoning import limit_of
from app.resolver.queries.facts import facts_of_employer
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import French, day, size
from app.site.web.page.language import language
from app.site.web.page.spoken import Spoken, spoken_record
from app.site.web.reasons.limits import limit_sentences
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from app.papers.queries.documents import DocumentDetail, Reader

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document to read. `limit` is empty without a review time limit; `why` is the ruling of its notice."""

    title: str
    list_href: str
    file_href: str
    document: DocumentDetail
    caption: str
    limit: str
    limit_runs: bool
    limit_why: tuple[str, ...]
    review_href: str
    answers: tuple[str, str] | None
    facts: Pairs
    channel: Channel
    why: Spoken | None
    viewer_src: str
    viewer_title: str
    download_href: str
    proof_href: str
    readers: tuple[str, ...]
    readers_text: str


def document_page(document: DocumentDetail) -> DocumentPage:
    """The page of one document, as the person reads it today."""
    session, on = db.session(), clock.today()
    until = document.review_until_on
    readers = readers_of(session, facts_of_employer(session, document.employer_id), on)
    address = url_for("documents.content", public_id=document.public_id)
    return DocumentPage(
        title=French(document.title),
        list_href=url_for("files.index", **list_kept()),
        file_href=url_for("files.show", public_id=document.file_public_id, **list_kept()),
        document=document,
        caption=_("Dossier de %(name)s", name=document.worker),
        limit=limit_text(until, on) if until else "",
        limit_runs=until is not None and until >= on,
        limit_why=_counted(document),
        review_href=review_href(document),
        answers=wired("answered_request")(current_principal(), document.notice_id, on),
        facts=_facts(document),
        channel=Channel.ELECTRONIC,
        why=spoken_record(document.ruling) if document.ruling else None,
        viewer_src=f"{address}#navpanes=0&view=FitH",
        viewer_title=_("Le document « %(title)s »", title=document.title),
        download_href=url_for("documents.download", public_id=document.public_id),
        proof_href=url_for("documents.proof", public_id=document.public_id),
        readers=tuple(_reader_text(reader) for reader in readers),
        readers_text=ngettext(
            "%(num)s personne peut lire ce document", "%(num)s personnes peuvent lire ce document", len(readers)
        ),
    )


def _counted(document: DocumentDetail) -> tuple[str, ...]:
    """How the last day to ask for a review was counted; nothing without a time limit."""
    days = document.review_days
    return limit_sentences(limit_of(document.deposited_on, days)) if days else ()


def _facts(document: DocumentDetail) -> Pairs:
    pages = ngettext("%(num)s page", "%(num)s pages", document.pages)
    return (
        (_("Sorte de document"), kind_label(document.kind, document.category)),
        (_("Émis le"), day(document.issued_on)),
        (_("Déposé le"), day(document.deposited_on)),
        (_("Fichier"), f"PDF, {pages}, {size(document.size)}"),
    )


def _reader_text(reader: Reader) -> str:
    roles = ", ".join(role.label(language()) for role in reader.roles)
    return f"{reader.name} ({roles})" if roles else reader.name


def marked_sentence(number: int) -> str:
    """What marking as read did, and what it did not."""
    if not number:
        return str(_("Rien n'était à marquer : ces documents sont déjà ouverts ou marqués."))
    done = ngettext("%(num)s document est marqué comme lu.", "%(num)s documents sont marqués comme lus.", number)
    only = _("Ce n'est pas une ouverture : les preuves n'en disent rien.")
    return f"{done} {only}"
