"""The firm's invitations that nobody answered yet: sending one again, taking one back."""

from __future__ import annotations

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.mandates.actions.firm_invitations import cancel_of_firm, resend_to_firm
from app.mandates.web.firms.acting import administrator, current_firm, firm_url
from app.mandates.web.firms.blueprint import blueprint
from app.resolver.steps.granting import Declined
from app.site.web.forms.giver import answered
from app.site.web.gate.guards import firm_administrator
from app.site.web.page.filters import label


@blueprint.post("/personnes/invitations/<invitation>/renvoyer")
@firm_administrator
def resend(invitation: str) -> Response:
    """Send it again, with a new link."""
    firm = current_firm()
    try:
        with answered():
            sent = resend_to_firm(administrator(), firm.neq, invitation)
        flash(_("L'invitation repart pour %(name)s. L'ancien lien ne sert plus.", name=sent.name), "success")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(firm_url("firms.people", firm.neq))


@blueprint.post("/personnes/invitations/<invitation>/annuler")
@firm_administrator
def cancel(invitation: str) -> Response:
    """Take it back."""
    firm = current_firm()
    with answered():
        done = cancel_of_firm(administrator(), firm.neq, invitation)
    said = _("L'invitation est annulée : son lien ne sert plus.")
    flash(said if done else _("Cette invitation a déjà sa réponse : rien n'a changé."), "success" if done else "info")
    return redirect(firm_url("firms.people", firm.neq))
