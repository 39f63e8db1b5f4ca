"""What the pages of documents taken back receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.medical.web.notices.page import paging_of
from app.notices.web.plan import PlanView
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import French, day, file_no, instant, label
from app.vocabulary.notices import Channel, DispatchState

if TYPE_CHECKING:
    from app.ledger.queries.slices import Slice
    from app.medical.queries.removals import Incident, Printed
    from app.medical.web.removals.forms import ReclassifyForm, RemovalForm
    from app.notices.queries.details import NoticeDetails, SendingOf
    from app.notices.steps.removed_documents import Stopped
    from app.papers.queries.documents import Opening
    from app.site.web.page.paging import Paging


@dataclass(frozen=True, slots=True)
class RemovalPage(GesturePage):
    """A document about to be taken back: who opened it, what left and what waits; `plan`: where it goes instead."""

    openers: tuple[tuple[str, str], ...] = ()
    sendings: tuple[tuple[str, str], ...] = ()
    plan: PlanView | None = None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Every document that was taken back. Each row: document, removal, why, readers, printed letters."""

    title: str
    rows: tuple[IncidentLine, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One line of the register."""

    title: str
    href: str
    file_no: str
    employer: str
    neq: str
    removed: str
    by: str
    reason: str
    words: str
    openers: tuple[str, ...]
    printed: tuple[str, ...]


def removal_page(details: NoticeDetails, openings: Sequence[Opening], form: RemovalForm) -> RemovalPage:
    """The page that says what taking a document back will do."""
    return RemovalPage(
        title=_("Retirer un document déposé par erreur"),
        caption=details.employer.name,
        form=form,
        button=_("Retirer le document"),
        back_href=_back(details),
        rows=_rows(details),
        sentences=(
            *_effects(),
            _("Le document n'est déposé nulle part ailleurs : déposez-le de nouveau s'il le faut."),
        ),
        openers=tuple(_opener(one) for one in openings),
        sendings=tuple(_sending(one) for one in details.sendings),
    )


def reclassify_page(
    details: NoticeDetails, openings: Sequence[Opening], form: ReclassifyForm, plan: PlanView
) -> RemovalPage:
    """The page that says what moving a document to the medical side will do."""
    moved = _("Le même PDF est déposé comme papier médical, pour la personne désignée et pour elle seule.")
    return RemovalPage(
        title=_("Reclasser au côté médical"),
        caption=details.employer.name,
        form=form,
        button=_("Reclasser le document"),
        back_href=_back(details),
        rows=_rows(details),
        sentences=(moved, *_effects(), _("Ce qui est du côté médical n'en revient pas.")),
        values=(("seen", plan.fingerprint),),
        openers=tuple(_opener(one) for one in openings),
        sendings=tuple(_sending(one) for one in details.sendings),
        plan=plan,
    )


def _back(details: NoticeDetails) -> str:
    return url_for("notices.show", notice_id=details.public_id)


def _rows(details: NoticeDetails) -> tuple[tuple[str, str], ...]:
    worker = f"{details.file.worker_given_name} {details.file.worker_family_name}"
    rows = ((_("Dossier"), f"{file_no(details.file.file_no)}, {worker}"),)
    if details.paper is None:
        return rows
    return ((_("Document"), French(details.paper.title)), *rows, (_("Déposé le"), day(details.paper.deposited_on)))


def _effects() -> tuple[str, ...]:
    return (
        _("Personne, chez l'employeur, ne peut plus l'ouvrir ni le voir : listes, accueil, preuve, recherche."),
        _("Les courriels et les lettres qui attendent sont arrêtés; ce qui est parti ou imprimé ne se rattrape pas."),
        _("L'avis, sa preuve et les ouvertures restent, et le retrait est inscrit au registre et au journal."),
    )


def _opener(one: Opening) -> tuple[str, str]:
    times = ngettext("%(num)s fois", "%(num)s fois", one.times)
    said = _("%(times)s, du %(first)s au %(last)s", times=times, first=instant(one.first_at), last=instant(one.last_at))
    return one.name, said if one.times > 1 else instant(one.first_at)


def _sending(one: SendingOf) -> tuple[str, str]:
    """Whom a notice is for, and what became or will become of it."""
    return one.recipient or label(one.kind), _fate(one)


def _fate(one: SendingOf) -> str:
    if one.letter is not None and one.letter.state == "written":
        lot = day(one.letter.batch_on) if one.letter.batch_on else "—"
        return str(_("Lettre déjà imprimée, au lot du %(day)s : à retrouver", day=lot))
    if one.state is DispatchState.SENT:
        return str(_("Avisée par courriel, le %(at)s", at=instant(one.settled_at) if one.settled_at else "—"))
    if one.state is DispatchState.WAITING and one.channel is Channel.POST:
        return str(_("Lettre en attente : elle sera arrêtée, sauf si son impression est commencée"))
    if one.state is DispatchState.WAITING:
        return str(_("Courriel en attente : il sera arrêté, sauf si son envoi est commencé"))
    return label(one.state)


def what_stopped(stopped: Stopped) -> str:
    """What the gesture did, said afterwards."""
    said = [str(_("Le document est retiré : l'employeur ne le voit plus."))]
    if stopped.stopped:
        said.append(ngettext("%(num)s envoi est arrêté.", "%(num)s envois sont arrêtés.", stopped.stopped))
    if stopped.leaving:
        said.append(
            ngettext(
                "%(num)s envoi était déjà commencé : il part.",
                "%(num)s envois étaient déjà commencés : ils partent.",
                stopped.leaving,
            )
        )
    return " ".join(said)


def register_page(found: Slice[Incident]) -> RegisterPage:
    """The register, a page of it."""
    return RegisterPage(_("Documents retirés"), tuple(incident_line(one) for one in found.rows), paging_of(found))


def incident_line(one: Incident) -> IncidentLine:
    """One document taken back, in words."""
    return IncidentLine(
        title=French(one.title) if one.title else _("Reclassé au côté médical : titre non affiché"),
        href=url_for("notices.show", notice_id=one.notice),
        file_no=file_no(one.file_no),
        employer=one.employer,
        neq=one.neq,
        removed=instant(one.removal.removed_at),
        by=one.removal.removed_by,
        reason=label(one.reason),
        words=one.removal.words,
        openers=tuple(_("%(name)s : %(why)s", name=name, why=said) for name, said in map(_opener, one.openings)),
        printed=tuple(map(_printed, one.printed)),
    )


def _printed(one: Printed) -> str:
    return str(_("%(name)s, lot du %(day)s", name=one.recipient, day=day(one.batch_on) if one.batch_on else "—"))


def table_heads() -> list[str]:
    """The heads of the register as a table that is taken out."""
    return [
        _("Document"),
        _("Dossier"),
        _("Employeur"),
        _("NEQ"),
        _("Retiré le"),
        _("Par"),
        _("Raison"),
        _("Ce qui s'est passé"),
        _("Qui l'avait ouvert"),
        _("Lettres imprimées"),
    ]


def table_cells(one: Incident) -> list[str]:
    """One line of it."""
    line = incident_line(one)
    said = (line.title, line.file_no, line.employer, line.neq, line.removed, line.by, line.reason, line.words)
    return [*said, "; ".join(line.openers), "; ".join(line.printed)]
