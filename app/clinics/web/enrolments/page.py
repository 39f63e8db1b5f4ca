"""What the pages of registrations receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.clinics.queries.enrolments import EnrolmentRow, Judged
from app.clinics.web.enrolments.forms import AcceptForm, EnrolmentForm, RefuseForm
from app.clinics.words import EnrolmentState
from app.site.web.page.filters import instant, label

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskPage:
    """The public form."""

    title: str
    form: EnrolmentForm


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What happens after it."""

    title: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The registrations that wait: where each is read, the clinic, who asked, since when."""

    title: str
    lines: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class EnrolmentPage:
    """One of them beside what is on record. The forms are None once it has its answer; `accept` where it cannot be."""

    title: str
    caption: str
    state: EnrolmentState
    said: Pairs
    on_record: Pairs
    warnings: tuple[str, ...]
    accept: AcceptForm | None
    refuse: RefuseForm | None
    accept_href: str
    refuse_href: str


def waiting_page(rows: Sequence[EnrolmentRow]) -> WaitingPage:
    """The list."""
    lines = (
        (
            url_for("clinic_enrolments.show", enrolment=row.public_id),
            row.establishment,
            row.name,
            instant(row.asked_at),
        )
        for row in rows
    )
    return WaitingPage(_("Inscriptions de cliniques"), tuple(lines))


def enrolment_page(found: Judged, refuse: RefuseForm) -> EnrolmentPage:
    """One registration."""
    row = found.enrolment
    waits = row.state is EnrolmentState.WAITING
    return EnrolmentPage(
        title=row.establishment,
        caption=_("Inscription d'une clinique"),
        state=row.state,
        said=_said(row),
        on_record=_on_record(found),
        warnings=_warnings(found) if waits else (),
        accept=AcceptForm() if waits and found.on_record and not found.already_of_it else None,
        refuse=refuse if waits else None,
        accept_href=url_for("clinic_enrolments.accept", enrolment=row.public_id),
        refuse_href=url_for("clinic_enrolments.refuse", enrolment=row.public_id),
    )


def _said(row: EnrolmentRow) -> Pairs:
    return (
        (_("Numéro de fournisseur"), row.supplier_no),
        (_("Discipline"), label(row.discipline)),
        (_("Nom de la clinique"), row.establishment),
        (_("Qui en répond"), row.name),
        (_("Courriel"), row.email),
        (_("Demandée le"), instant(row.asked_at)),
    )


def _on_record(found: Judged) -> Pairs:
    if found.on_record is None:
        return ()
    return (
        (_("Nom"), found.on_record.name),
        (_("Ville"), found.on_record.city or _("Inconnue")),
        (_("Courriel"), found.on_record.email or _("Aucun")),
        (_("Personnes responsables"), ", ".join(one.name for one in found.responsible) or _("Aucune")),
    )


def _warnings(found: Judged) -> tuple[str, ...]:
    """What an agent looks at twice before a stranger is let in."""
    if found.on_record is None:
        return (_("Aucun fournisseur de cette discipline n'a ce numéro aujourd'hui : l'inscription ne s'accepte pas."),)
    if found.already_of_it:
        return (_("Cette personne entre déjà pour cette clinique : l'inscription ne s'accepte pas."),)
    warnings = []
    if found.on_record.email.casefold() != found.enrolment.email.casefold():
        warnings.append(_("Le courriel n'est pas celui du fournisseur : joignez la clinique par ce qui est inscrit."))
    if found.responsible:
        warnings.append(_("Quelqu'un répond déjà de cette clinique : cette personne peut inscrire les autres."))
    return tuple(warnings)
