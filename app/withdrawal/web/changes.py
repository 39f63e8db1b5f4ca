"""Three changes, each shown before it is made: a date, its cancellation, a prior notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.resolver.queries.employers import get_employer
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import day as written
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.proposals import propose_date
from app.withdrawal.actions.withdrawals import effect_of_prior_notice, effect_of_withdrawal, record_prior_notice
from app.withdrawal.web.changing import Change, carry_out
from app.withdrawal.web.forms import CancelForm, DateForm, PriorNoticeForm
from app.withdrawal.web.views import blueprint

if TYPE_CHECKING:
    from datetime import date

    from app.registry.models.employers import Employer


@blueprint.route("/retrait-du-papier/<employer_id>/date", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def change_date(employer_id: str) -> ResponseReturnValue:
    """Propose to set or move the date."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = DateForm()
    change = Change(
        title=_("Proposer une date"),
        intro=_("Le jour lui-même compte comme retiré, dès minuit au Québec. Ce qui est déjà décidé ne change pas."),
        asked=lambda: _("Retrait du papier le %(day)s", day=written(form.day.data)),
        confirm=_("Proposer cette date"),
        done=_("La proposition attend la réponse d'une autre personne."),
        effect=lambda: effect_of_withdrawal(db.session(), found.id, form.day.data),
        record=lambda seen: _proposed(found.id, form.day.data, form.words.data, seen),
    )
    return carry_out(change, found, form)


@blueprint.route("/retrait-du-papier/<employer_id>/annulation", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def cancel_date(employer_id: str) -> ResponseReturnValue:
    """Propose to take the date back."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = CancelForm()
    change = Change(
        title=_("Proposer d'annuler la date"),
        intro=_("L'employeur reste à la poste jusqu'à ce qu'une autre date soit fixée. L'historique garde celle-ci."),
        asked=lambda: _("Annulation de la date de retrait"),
        confirm=_("Proposer l'annulation"),
        done=_("La proposition attend la réponse d'une autre personne."),
        effect=lambda: effect_of_withdrawal(db.session(), found.id, None),
        record=lambda seen: _proposed(found.id, None, form.words.data, seen),
    )
    return carry_out(change, found, form)


def _proposed(employer_id: int, on: date | None, reason: str | None, seen: str) -> str:
    made = propose_date(employer_id, on, reason or "", seen=seen, actor=current_actor())
    return url_for("withdrawal_proposals.show", proposal_id=made)


@blueprint.route("/retrait-du-papier/<employer_id>/preavis", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def prior_notice(employer_id: str) -> ResponseReturnValue:
    """Record that the employer was told beforehand."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = PriorNoticeForm()
    change = Change(
        title=_("Consigner un préavis"),
        intro=_("Un préavis ne compte que s'il a été donné avant le jour du retrait."),
        asked=lambda: _("Préavis donné le %(day)s", day=written(form.day.data)),
        confirm=_("Confirmer le préavis"),
        done=_("Le préavis est au dossier."),
        effect=lambda: effect_of_prior_notice(db.session(), found.id, form.day.data),
        record=lambda seen: _noticed(found, form, seen),
    )
    return carry_out(change, found, form)


def _noticed(found: Employer, form: PriorNoticeForm, seen: str) -> str:
    record_prior_notice(found.id, form.day.data, form.words.data or "", seen=seen, actor=current_actor())
    return url_for("withdrawals.employer", employer_id=found.public_id)
