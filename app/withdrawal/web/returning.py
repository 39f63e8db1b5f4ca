"""Going back to paper after a date took effect: by two people, or by one alone who tells every administrator."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.resolver.queries.employers import get_employer
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.proposals import propose_return
from app.withdrawal.actions.returning import return_alone
from app.withdrawal.actions.withdrawals import effect_of_returning
from app.withdrawal.web.changing import Change, carry_out
from app.withdrawal.web.forms import ReturnForm
from app.withdrawal.web.views import blueprint


@blueprint.route("/retrait-du-papier/<employer_id>/retour", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def return_to_paper(employer_id: str) -> ResponseReturnValue:
    """Propose to go back to paper."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = ReturnForm()
    change = Change(
        title=_("Proposer un retour au papier"),
        intro=_("Dès qu'une autre personne approuve, le courrier part par la poste. Ce qui est déposé se lit encore."),
        asked=lambda: _("Retour au papier"),
        confirm=_("Proposer le retour"),
        done=_("La proposition attend la réponse d'une autre personne."),
        effect=lambda: effect_of_returning(db.session(), found.id),
        record=lambda seen: url_for(
            "withdrawal_proposals.show",
            proposal_id=propose_return(found.id, form.words.data or "", seen=seen, actor=current_actor()),
        ),
    )
    return carry_out(change, found, form)


@blueprint.route("/retrait-du-papier/<employer_id>/retour-immediat", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def return_at_once(employer_id: str) -> ResponseReturnValue:
    """Go back to paper without a second person."""
    found = get_employer(db.session(), employer_id) or abort(404)
    form = ReturnForm()

    def record(seen: str) -> str:
        return_alone(found.id, form.words.data or "", seen=seen, actor=current_actor())
        return url_for("withdrawals.employer", employer_id=found.public_id)

    change = Change(
        title=_("Remettre au papier sans attendre"),
        intro=_("Seulement si personne d'autre ne peut répondre : une alarme avertit tous les administrateurs."),
        asked=lambda: _("Retour au papier sans deuxième personne"),
        confirm=_("Remettre au papier et avertir"),
        done=_("L'employeur est de retour au papier. Tous les administrateurs sont avertis."),
        effect=lambda: effect_of_returning(db.session(), found.id),
        record=record,
    )
    return carry_out(change, found, form)
