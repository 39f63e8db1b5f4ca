"""The proof of one document's notice: deposit, ruling, who was told, who opened it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.notices.queries.proof import addresses_shown_to, proof_of
from app.notices.queries.seals import seals_of
from app.papers.queries.documents import openings_of
from app.papers.web.files.file_page import opening_text
from app.site.web.forms.sealed import seal_rows
from app.site.web.page.filters import French, day, file_no, instant, number
from app.site.web.page.language import language
from app.site.web.page.spoken import Spoken, spoken_record
from app.vocabulary.accounts import Space
from app.vocabulary.labels import Labelled
from app.vocabulary.notices import Channel, DispatchState
from app.vocabulary.passwords import by_four

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.notices.queries.proof import NoticeProof, Told
    from app.papers.queries.documents import DocumentDetail
    from app.registry.queries.sessions import Principal

Pairs = tuple[tuple[str, str], ...]


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


def proof_page(document: DocumentDetail, principal: Principal) -> ProofPage:
    """The proof of one document's notice. Somebody else's address is shown to who grants their rights only."""
    session = db.session()
    shown = addresses_shown_to(session, principal, clock.today())
    notice = proof_of(session, document.notice_id) if document.notice_id is not None else None
    told = notice.told if notice else ()
    openings = openings_of(session, [document.id], clock.today())[document.id]
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
        (_("Document"), French(document.title)),
        (_("Dossier"), file_no(document.file_no)),
        (_("Déposé le"), day(document.deposited_on)),
        (_("Enregistré le"), instant(document.recorded_at)),
        (_("Empreinte SHA-256 du PDF"), document.sha256),
        (_("Taille"), ngettext("%(number)s octet", "%(number)s octets", document.size, number=number(document.size))),
    )
    return (*rows, (_("Numéro de l'avis"), by_four(notice.public_id))) if notice else rows


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
