"""How a proof of identity that does not succeed is answered, at the doors and within a session."""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import gettext as _

from app import clock
from app.entry.actions.code_sign_in import Refused
from app.entry.web.signin.page import wait_text
from app.entry.words import SignInProblem
from app.site.web.page.language import language

STATUS = {
    SignInProblem.PROVIDER_ANSWER: 502,
    SignInProblem.PROVIDER_UNAVAILABLE: 503,
    SignInProblem.UNKNOWN_PERSON: 403,
    SignInProblem.UNKNOWN_STAFF: 403,
    SignInProblem.ANOTHER_PERSON: 403,
    SignInProblem.TOO_MANY_ATTEMPTS: 429,
    SignInProblem.RENEWAL_NEEDED: 429,
}


def public_url(endpoint: str) -> str:
    """The address by which the world reaches a page, whatever the request's own host says."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{url_for(endpoint)}"


def sentences(refused: Refused) -> tuple[str, ...]:
    """Why it did not succeed at a door of codes; with a way in that waits for nobody, where one would have to wait."""
    if refused.problem not in (SignInProblem.TOO_MANY_ATTEMPTS, SignInProblem.RENEWAL_NEEDED):
        return (sentence(refused),)
    way = _(
        "Vous avez besoin d'entrer maintenant? Demandez un message à « Mot de passe oublié, ou temporaire expiré » : "
        "ouvert dans ce navigateur, son lien le fait reconnaître, et les essais des autres ne vous arrêtent plus."
    )
    return sentence(refused), way


def sentence(refused: Refused) -> str:
    """Why it did not succeed, and how long to wait if that is why."""
    if refused.problem is SignInProblem.TOO_MANY_ATTEMPTS and refused.until is not None:
        return wait_text(refused.until, clock.ticking())
    return refused.problem.label(language())
