"""What would change a refusal: the steps that the reader can take, in order, then what others must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.resolver.domain.rules import opens_on
from app.site.web.page.filters import day
from app.site.web.reasons.reader import asked_on, granters_in
from app.vocabulary.rulings import AccessChange

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

    from app.resolver.queries.explanations import AccessFacts, SmallestChange


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Each a sentence: `own` are the reader's, in the order in which they are taken."""

    own: tuple[str, ...]
    others: tuple[str, ...]


_OF_ONESELF: dict[AccessChange, LazyString] = {
    AccessChange.OPEN_ACCOUNT: lazy(
        "Ouvrez une session avec un compte actif de l'employeur, ou demandez-lui de faire rouvrir celui-ci."
    ),
    AccessChange.SIGN_IN_ELSEWHERE: lazy(
        "Ouvrez une session à Mon espace employeur avec clicSÉQUR-Entreprises ou au Guichet SST, si vous y avez un "
        "accès; sinon, demandez à votre employeur de vous y inscrire."
    ),
    AccessChange.SIGN_IN_FOR_EMPLOYER: lazy(
        "Ouvrez une session pour l'employeur lui-même plutôt que pour un cabinet : vous y détenez ce droit."
    ),
    AccessChange.SIGN_IN_FOR_FIRM: lazy(
        "Ouvrez une session pour le cabinet qui représente l'employeur : vous y détenez ce droit."
    ),
}
_OF_GRANTER: dict[AccessChange, LazyString] = {
    AccessChange.OPEN_ACCOUNT: lazy("Faites rouvrir ce compte de l'employeur."),
    AccessChange.REGISTER: lazy("Inscrivez cette personne dans cet espace."),
    AccessChange.GRANT: lazy("Accordez-lui ce droit d'accès."),
}


def steps_to_take(change: SmallestChange, facts: AccessFacts) -> NextSteps:
    """What would let the reader use the service that they were refused."""
    own = {one: str(said) for one, said in _OF_ONESELF.items()}
    own[AccessChange.REGISTER] = _to_be_registered(change)
    asked, others = asked_on(facts.service), _of_others(facts)
    if asked:
        others[AccessChange.GRANT] = _to_be_answered(change, day(asked))
    else:
        own[AccessChange.GRANT] = _to_ask(change)
    return _in_order(change, own, others)


def steps_of_granter(change: SmallestChange, facts: AccessFacts) -> NextSteps:
    """What would let somebody use the service, for who grants in their space."""
    return _in_order(change, {one: str(said) for one, said in _OF_GRANTER.items()}, _of_others(facts))


def _in_order(change: SmallestChange, own: dict[AccessChange, str], others: dict[AccessChange, str]) -> NextSteps:
    return NextSteps(
        tuple(own[one] for one in change.changes if one in own),
        tuple(others[one] for one in change.changes if one in others),
    )


def _of_others(facts: AccessFacts) -> dict[AccessChange, str]:
    withdraw = _("La Commission doit retirer le papier, un jour dont elle avise l'employeur d'avance.")
    if facts.withdrawal_on is not None:
        withdraw = _("La Commission doit retirer le papier, le %(day)s.", day=day(facts.withdrawal_on))
    return {
        AccessChange.WAIT: str(_("Les services ouvrent le %(day)s, sans démarche.", day=day(opens_on("access")))),
        AccessChange.GIVE_PRIOR_NOTICE: str(
            _("La Commission doit donner d'avance à l'employeur le préavis du retrait.")
        ),
        AccessChange.WITHDRAW_PAPER: str(withdraw),
    }


def _to_be_registered(change: SmallestChange) -> str:
    if names := granters_in(change.space):
        return str(_("Demandez à %(names)s de vous inscrire dans cet espace.", names=names))
    return str(_("Demandez à votre employeur de vous inscrire dans cet espace."))


def _to_ask(change: SmallestChange) -> str:
    if names := granters_in(change.space):
        return str(_("Demandez ce droit d'accès : %(names)s peut l'accorder.", names=names))
    return str(_("Demandez ce droit d'accès à la direction : personne n'accorde les droits pour l'instant."))


def _to_be_answered(change: SmallestChange, on: str) -> str:
    if names := granters_in(change.space):
        return str(_("%(names)s doit répondre à votre demande du %(day)s.", names=names, day=on))
    return str(_("Quelqu'un qui accorde les droits doit répondre à votre demande du %(day)s.", day=on))
