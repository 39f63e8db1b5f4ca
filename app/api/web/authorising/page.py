"""What the pages of a clinic's software receive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.api.queries.authorised import Authorised, Certified, authorised_by, to_choose
from app.api.web.authorising.forms import AuthoriseForm, CutForm
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.resolver.queries.grants import last_day
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, label
from app.vocabulary.accounts import ClinicRole


@dataclass(frozen=True, slots=True)
class SoftwareLine:
    """A software, as a row, with what a reader who is responsible may do."""

    name: str
    scopes: tuple[str, ...]
    since: str
    last: str
    state: str
    tone: str
    cut_href: str


@dataclass(frozen=True, slots=True)
class SoftwarePage:
    """The software that acts for the clinic."""

    title: str
    lines: tuple[SoftwareLine, ...]
    add_href: str


@dataclass(frozen=True, slots=True)
class AuthorisePage:
    """A software to let in; without a form, there is none to choose."""

    title: str
    form: AuthoriseForm | None
    back_href: str


def own_software(principal: Principal) -> list[Authorised]:
    """What the reader's clinic lets act for it."""
    return authorised_by(db.session(), _supplier(principal), clock.today())


def choices(principal: Principal) -> list[Certified]:
    """What the reader's clinic may choose besides."""
    return to_choose(db.session(), _supplier(principal), clock.today())


def software_page(principal: Principal) -> SoftwarePage:
    """The software that acts for the reader's clinic."""
    leads = principal.clinic_role is ClinicRole.RESPONSIBLE
    lines = tuple(_line(one, leads=leads) for one in own_software(principal))
    return SoftwarePage(_("Logiciels de la clinique"), lines, url_for("clinic_software.authorise") if leads else "")


def _line(one: Authorised, *, leads: bool) -> SoftwareLine:
    href = url_for("clinic_software.cut", client=one.client_id) if leads else ""
    scopes = tuple(label(scope) for scope in one.scopes)
    return SoftwareLine(one.name, scopes, day(one.from_on), day(last_day(one.until_on)), *_state(one), href)


def _state(one: Authorised) -> tuple[str, str]:
    if not one.is_certified:
        return _("N'est plus certifié : il n'entre plus"), "alert"
    if one.acts:
        return _("Peut agir"), "good"
    return (_("Pas encore"), "info") if one.from_on > clock.today() else (_("N'entre pas"), "alert")


def authorise_page(form: AuthoriseForm) -> AuthorisePage:
    """A software to let in."""
    offered = form if form.product.choices else None
    return AuthorisePage(_("Autoriser un logiciel"), offered, url_for("clinic_software.index"))


def cut_page(one: Authorised, form: CutForm) -> GesturePage:
    """A software to cut off."""
    return GesturePage(
        title=_("Retirer un logiciel de la clinique"),
        caption=one.name,
        form=form,
        button=_("Retirer ce logiciel"),
        back_href=url_for("clinic_software.index"),
        sentences=(
            _("Dès sa prochaine demande, ce logiciel ne peut plus rien transmettre ni lire pour la clinique."),
            _("Ce qu'il a déjà transmis reste tel quel."),
        ),
    )


def _supplier(principal: Principal) -> int:
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    return principal.supplier_id
