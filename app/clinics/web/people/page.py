"""What the pages of the people of a clinic receive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.clinics.queries.people import OfClinic, people_of
from app.clinics.web.people.forms import ConfirmForm, PersonForm
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, label
from app.vocabulary.accounts import ClinicRole


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the clinic, as a row, with what a reader who is responsible may do."""

    name: str
    role: str
    since: str
    has_come: bool
    end_href: str
    name_href: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who is of the clinic."""

    title: str
    lines: tuple[PersonLine, ...]
    add_href: str


@dataclass(frozen=True, slots=True)
class AddPage:
    """Somebody to let in."""

    title: str
    form: PersonForm
    back_href: str


def everybody(principal: Principal) -> list[OfClinic]:
    """The people of the reader's clinic today."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    return people_of(db.session(), principal.supplier_id, clock.today())


def people_page(principal: Principal) -> PeoplePage:
    """The people of the reader's clinic today."""
    leads = principal.clinic_role is ClinicRole.RESPONSIBLE
    lines = tuple(_line(one, leads=leads) for one in everybody(principal))
    return PeoplePage(_("Personnes de la clinique"), lines, url_for("clinic_people.add") if leads else "")


def _line(one: OfClinic, *, leads: bool) -> PersonLine:
    return PersonLine(
        one.name,
        label(one.role),
        day(one.from_on),
        one.has_come,
        url_for("clinic_people.end", person=one.public_id) if leads else "",
        url_for("clinic_people.name", person=one.public_id) if leads and one.role is ClinicRole.MEMBER else "",
    )


def add_page(form: PersonForm) -> AddPage:
    """Somebody to let in."""
    return AddPage(_("Inscrire une personne de la clinique"), form, url_for("clinic_people.index"))


def end_page(one: OfClinic, form: ConfirmForm) -> GesturePage:
    """Letting somebody out."""
    return GesturePage(
        title=_("Retirer une personne de la clinique"),
        caption=one.name,
        form=form,
        button=_("Retirer cette personne"),
        back_href=url_for("clinic_people.index"),
        sentences=(
            _("Dès sa prochaine page, cette personne n'entre plus pour la clinique. Un courriel l'en avise."),
            _("Ce qu'elle a signé ou transmis reste tel quel."),
        ),
    )


def name_page(one: OfClinic, form: ConfirmForm) -> GesturePage:
    """Sharing the responsibility, or handing it over."""
    return GesturePage(
        title=_("Nommer une personne responsable"),
        caption=one.name,
        form=form,
        button=_("Nommer cette personne"),
        back_href=url_for("clinic_people.index"),
        kind="primary",
        sentences=(
            _("Cette personne pourra inscrire et retirer des personnes de la clinique, vous aussi."),
            _("Pour lui laisser la responsabilité, elle pourra ensuite vous retirer."),
        ),
    )
