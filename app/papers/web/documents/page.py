"""What one document shows, and the proof of its notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.notices.queries.proof import addresses_shown_to, proof_of
from app.notices.queries.seals import seals_of
from app.papers.queries.documents import openings_of, readers_of
from app.papers.web.files.file_page import kind_label, limit_text, opening_text
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.sealed import seal_rows
from app.site.web.page.filters import day, file_no, instant, number, size
from app.site.web.page.language import language
from app.site.web.page.spoken import Spoken, spoken_record
from app.vocabulary.accounts import Space
from app.vocabulary.labels import Labelled
from app.vocabulary.notices import Channel, DispatchState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.notices.queries.proof import NoticeProof, Told
    from app.papers.queries.documents import DocumentDetail, Reader
    from app.registry.queries.sessions import Principal

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document to read. `limit` is empty without a review time limit; `why` is the ruling of its notice."""

    title: str
    document: DocumentDetail
    caption: str
    limit: str
    limit_runs: bool
    facts: Pairs
    channel: Channel
    why: Spoken | None
    viewer_src: str
    viewer_title: str
    download_href: str
    proof_href: str
    readers: tuple[str, ...]
    readers_text: str


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What shows that the document was deposited, who was told, and who opened it.

    `hidden` says what is kept from this reader; empty when nothing is.
    """

    title: str
    document: DocumentDetail
    deposit: Pairs
    why: Spoken | None
    ruled: Pairs
    told_heads: tuple[str, ...]
    told: tuple[tuple[str, str, str, str], ...]
    hidden: str
    openings: tuple[str, ...]
    seals: list[tuple[str, str]]


def document_page(document: DocumentDetail) -> DocumentPage:
    """The page of one document, as the person reads it today."""
    session, on = db.session(), clock.today()
    until = document.review_until_on
    readers = readers_of(session, facts_of_employer(session, document.employer_id), on)
    address = url_for("documents.content", public_id=document.public_id)
    return DocumentPage(
        title=document.title,
        document=document,
        caption=_("Dossier de %(name)s", name=document.worker),
        limit=limit_text(until, on) if until else "",
        limit_runs=until is not None and until >= on,
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


def proof_page(document: DocumentDetail, principal: Principal) -> ProofPage:
    """The proof of one document's notice. Somebody else's address is shown to who grants their rights only."""
    session = db.session()
    shown = addresses_shown_to(session, principal, clock.today())
    notice = proof_of(session, document.notice_id) if document.notice_id is not None else None
    told = notice.told if notice else ()
    openings = openings_of(session, [document.id])[document.id]
    return ProofPage(
        title=_("Preuve de l'avis"),
        document=document,
        deposit=_deposit(document, notice),
        why=spoken_record(document.ruling) if document.ruling else None,
        ruled=_ruled(document.ruling or {}),
        told_heads=(_("Personne avisée"), _("Adresse"), _("État"), _("Réponse du serveur de courriel")),
        told=tuple(_told(each, shown) for each in told),
        hidden=_hidden(told, shown),
        openings=tuple(opening_text(opening) for opening in openings),
        seals=seal_rows(seals_of(session, document.notice_id)) if document.notice_id is not None else [],
    )


def _deposit(document: DocumentDetail, notice: NoticeProof | None) -> Pairs:
    rows = (
        (_("Document"), document.title),
        (_("Dossier"), file_no(document.file_no)),
        (_("Déposé le"), day(document.deposited_on)),
        (_("Enregistré le"), instant(document.recorded_at)),
        (_("Empreinte SHA-256 du PDF"), document.sha256),
        (_("Taille"), _("%(number)s octets", number=number(document.size))),
    )
    return (*rows, (_("Numéro de l'avis"), notice.public_id)) if notice else rows


def _ruled(ruling: dict[str, object]) -> Pairs:
    """The facts on which the channel was decided, as they were stored."""
    facts = ruling.get("facts")
    if not isinstance(facts, dict):
        return ()
    none = str(_("aucun"))
    names = {
        "accounts": _("Comptes de l'employeur ce jour-là"),
        "withdrawal_on": _("Jour du retrait du papier"),
        "prior_notice_on": _("Préavis donné le"),
        "readers": _("Personnes qui pouvaient lire"),
    }

    def shown(value: object) -> str:
        return ", ".join(_space(each) for each in value) or none if isinstance(value, list) else str(value or none)

    return tuple((label, shown(facts.get(name))) for name, label in names.items() if name in facts)


def _space(code: object) -> str:
    return Space(str(code)).label(language())


def _is_shown(told: Told, shown: frozenset[int]) -> bool:
    return told.person_id is None or told.person_id in shown


def _hidden(told: Sequence[Told], shown: frozenset[int]) -> str:
    if all(_is_shown(each, shown) for each in told):
        return ""
    return str(_("L'adresse d'une autre personne n'est montrée qu'à qui accorde ses droits d'accès."))


def _told(told: Told, shown: frozenset[int]) -> tuple[str, str, str, str]:
    name, state = told.name or told.kind.label(language()), state_text(told.state, told)
    if not _is_shown(told, shown):
        return name, "—", state, "—"
    address = told.to_address or (_("Aucune adresse de courriel") if told.channel is Channel.ELECTRONIC else "")
    return name, address, state, told.answer


def state_text(state: Labelled, told: Told) -> str:
    """Where the sending stands, and since when: accepted by a server, never « delivered »."""
    label = state.label(language())
    if told.settled_at is None or state is DispatchState.WAITING:
        return label
    return str(_("%(state)s, le %(when)s", state=label, when=instant(told.settled_at)))
