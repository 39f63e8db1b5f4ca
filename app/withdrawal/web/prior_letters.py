"""The prior notice that the portal gives by letters: sent from here, and where each letter stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.resolver.queries.employers import get_employer
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import day, instant, label
from app.vocabulary.accounts import StaffRole
from app.vocabulary.letters import PriorLetterProblem
from app.withdrawal.actions.prior_letters import NotSent, send_prior_notice, why_not_sent
from app.withdrawal.queries.prior_letters import LetterOf, Standing, addresses_of, granters_of, standings_at

if TYPE_CHECKING:
    from app.registry.models.employers import Employer

blueprint = Blueprint("prior_letters", __name__)
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PriorLettersPage:
    """The prior notices that were sent, each with its letters; with a `form`, another may be, to the `addresses`.

    `refusal`: what must be done first. `told`: how many people receive an e-mail too.
    """

    title: str
    employer: Employer
    form: Form | None
    refusal: str
    rows: Rows
    addresses: Rows
    sent: tuple[tuple[str, Rows], ...]
    told: int


@blueprint.route("/retrait-du-papier/<employer_id>/preavis/lettres", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def letters(employer_id: str) -> ResponseReturnValue:
    """To whom the letters go; once sent, where each stands."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    form = Form()
    if form.validate_on_submit():
        _send(employer.id)
        return redirect(url_for(".letters", employer_id=employer_id))
    return render_template("pages/withdrawals/prior_letters.html", page=_page(employer, form))


def _send(employer_id: int) -> None:
    try:
        send_prior_notice(employer_id, current_actor())
    except NotSent as refused:
        flash(label(refused.problem), "info")
    else:
        flash(_("Les lettres du préavis partent dans le prochain lot."), "success")


def _page(employer: Employer, form: Form) -> PriorLettersPage:
    session, on = db.session(), clock.today()
    facts = facts_of_employer(session, employer.id)
    problem = why_not_sent(session, employer.id, on)
    return PriorLettersPage(
        title=_("Préavis par lettres"),
        employer=employer,
        form=form if problem is None else None,
        refusal=label(problem) if problem and problem is not PriorLetterProblem.SENT else "",
        rows=(
            (_("Date du retrait"), day(facts.withdrawal_on) or _("Aucune")),
            (_("Préavis au dossier"), day(facts.prior_notice_on) or _("Aucun")),
        ),
        addresses=tuple((one["name"], one["city"]) for one in addresses_of(session, employer.id, on)),
        sent=tuple(_sent(one) for one in standings_at(session, employer.id)),
        told=len(granters_of(session, employer.id, on)),
    )


def _sent(one: Standing) -> tuple[str, Rows]:
    """A prior notice that was sent, and its letters."""
    days = {"day": day(one.sending.withdrawal_on), "at": instant(one.sending.sent_at)}
    title = _("Préavis du retrait le %(day)s, envoyé le %(at)s", **days)
    said = title if one.in_force else _("%(title)s (cette date ne tient plus)", title=title)
    return str(said), tuple((each.address["name"], each.address["city"], _where(each)) for each in one.letters)


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
