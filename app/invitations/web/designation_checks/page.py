"""What the Commission's pages of designations receive. Nothing here counts, dates or names a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.registry.words.designations import DesignationState
from app.site.web.page.filters import day, instant, label, neq
from app.site.web.page.paging import Paging

if TYPE_CHECKING:
    from app.invitations.web.designation_checks.forms import CheckFilter, ConfirmDesignationForm, RejectDesignationForm
    from app.registry.words.designations import DesignationWarning
    from app.resolver.queries.designation_checks import CheckDetail, CheckRow

TONES = {
    DesignationState.PROPOSED: "neutral",
    DesignationState.ACCEPTED: "wait",
    DesignationState.CONFIRMED: "good",
    DesignationState.REFUSED: "closed",
    DesignationState.REJECTED: "closed",
    DesignationState.ENDED: "closed",
}


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """The list. `narrowed`: something else than what waits is asked for. `unprinted`: whose letter was not printed."""

    title: str
    form: CheckFilter
    rows: Sequence[CheckRow]
    tones: Mapping[DesignationState, str]
    total: int
    paging: Paging
    narrowed: bool
    unprinted: Sequence[CheckRow]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One designation. The two forms are None where there is nothing to decide, or for those who only look."""

    title: str
    caption: str
    state: DesignationState
    tone: str
    rows: tuple[tuple[str, str], ...]
    warnings: tuple[DesignationWarning, ...]
    employer_href: str
    confirm: ConfirmDesignationForm | None
    confirm_href: str
    reject: RejectDesignationForm | None
    reject_href: str


def checks_page(
    form: CheckFilter,
    rows: Sequence[CheckRow],
    total: int,
    paging: Paging,
    *,
    narrowed: bool,
    unprinted: Sequence[CheckRow] = (),
) -> ChecksPage:
    """The page of the list."""
    return ChecksPage(_("Désignations à vérifier"), form, rows, TONES, total, paging, narrowed, unprinted)


def _number(order: str, member_no: str) -> str:
    return str(_("%(order)s, numéro %(number)s", order=order, number=member_no))


def check_page(
    found: CheckDetail, confirm: ConfirmDesignationForm | None, reject: RejectDesignationForm | None
) -> CheckPage:
    """The page of one designation."""
    row = found.row
    return CheckPage(
        title=row.name,
        caption=_number(row.order, row.member_no),
        state=row.state,
        tone=TONES[row.state],
        rows=tuple((name, value) for name, value in _rows(found) if value),
        warnings=found.warnings,
        employer_href=url_for("employers.show", employer_id=found.employer_public_id),
        confirm=confirm,
        confirm_href=url_for("designation_checks.confirm", designation=row.public_id),
        reject=reject,
        reject_href=url_for("designation_checks.reject", designation=row.public_id),
    )


def _rows(found: CheckDetail) -> tuple[tuple[str, str], ...]:
    row = found.row
    by_letter = _("Le code de la lettre à son lieu de travail") if found.by_letter else ""
    return (
        (_("Où vérifier"), found.roll),
        (_("Employeur"), f"{row.employer}, NEQ {neq(row.neq)}"),
        (_("Espace"), label(row.space)),
        (_("Désignation faite par"), f"{found.named_by}, {instant(found.named_at)}"),
        (_("Invitation envoyée à"), found.invited_email),
        (_("Acceptée par"), found.accepted_email),
        (_("Compte qui a accepté"), f"{found.account}, {found.account_email}" if found.account else ""),
        (_("Ce qui a servi à accepter"), by_letter),
        (_("Lieu de travail"), found.address),
        (_("Dans cet état depuis"), instant(row.since_at)),
        (_("Opposition de"), f"{row.objected_by}, {instant(found.objected_at)}" if found.objected_at else ""),
        (_("Ce qui a été vérifié"), found.checked),
        (_("Vérifié le"), day(found.checked_on) if found.checked_on else ""),
        (_("Décision de"), found.checked_by),
        (_("Motif du refus"), found.reason),
    )
