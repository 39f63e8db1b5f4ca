"""The prior notice that the portal gives by letters: sent from here, and where each letter stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.resolver.queries.employers import get_employer
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.fields import Form
from app.site.web.forms.gesture import GesturePage, Pairs
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import day, label
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.prior_letters import NotSent, send_prior_notice
from app.withdrawal.queries.prior_letters import LetterOf, Standing, addresses_of, granters_of, standings_at

if TYPE_CHECKING:
    from app.registry.models.employers import Employer

blueprint = Blueprint("prior_letters", __name__)


@blueprint.route("/retrait-du-papier/<employer_id>/preavis/lettres", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def letters(employer_id: str) -> ResponseReturnValue:
    """To whom the letters go; once sent, where each stands."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    form = Form()
    if form.validate_on_submit():
        _send(employer.id)
        return redirect(url_for(".letters", employer_id=employer_id))
    return render_template("pages/gestures/confirm.html", page=_page(employer, form))


def _send(employer_id: int) -> None:
    try:
        send_prior_notice(employer_id, current_actor())
    except NotSent as refused:
        flash(label(refused.problem), "info")
    else:
        flash(_("Les lettres du préavis partent dans le prochain lot."), "success")


def _page(employer: Employer, form: Form) -> GesturePage:
    session, on = db.session(), clock.today()
    sent = standings_at(session, employer.id)
    return GesturePage(
        title=_("Préavis par lettres"),
        caption=employer.name,
        form=form,
        button=_("Envoyer le préavis"),
        kind="primary",
        back_href=url_for("withdrawals.employer", employer_id=employer.public_id),
        rows=_before(employer.id) + tuple(row for one in sent for row in _rows(one)),
        sentences=(
            _("Une lettre va à chaque personne qui reçoit du papier, et une à l'adresse de l'employeur au registre."),
            ngettext(
                "%(num)s personne qui gère les droits d'accès reçoit aussi un courriel.",
                "%(num)s personnes qui gèrent les droits d'accès reçoivent aussi un courriel.",
                len(granters_of(session, employer.id, on)),
            ),
            _("Le préavis est donné le jour où le transporteur a toutes ces lettres, et pas avant."),
            _("Si une lettre revient avant le retrait, le préavis n'est plus donné tant qu'une autre ne part pas."),
        ),
    )


def _before(employer_id: int) -> Pairs:
    session, on = db.session(), clock.today()
    withdrawal_on = facts_of_employer(session, employer_id).withdrawal_on
    names = [f"{one['name']}, {one['city']}" for one in addresses_of(session, employer_id, on)]
    return (
        (_("Date du retrait"), day(withdrawal_on) if withdrawal_on else _("Aucune")),
        (_("Adresses utilisables"), "; ".join(names) or _("Aucune")),
    )


def _rows(one: Standing) -> Pairs:
    """A prior notice that was sent, and its letters."""
    title = _("Préavis du retrait le %(day)s", day=day(one.sending.withdrawal_on))
    said = title if one.in_force else _("%(title)s (cette date ne tient plus)", title=title)
    return ((said, "; ".join(f"{each.address['name']} : {_where(each)}" for each in one.letters)),)


def _where(letter: LetterOf) -> str:
    if letter.returned_on is not None:
        return str(_("revenue le %(day)s", day=day(letter.returned_on)))
    if letter.handed_on is not None:
        return str(_("remise au transporteur le %(day)s", day=day(letter.handed_on)))
    said = {
        "waiting": _("attend le prochain lot"),
        "written": _("dans un lot qui n'est pas encore remis au transporteur"),
        "failed": _("ne peut pas être imprimée à cette adresse"),
        "void": _("annulée"),
    }
    return str(said[letter.state])
