"""Reviews in sentences: what a right is, what was decided of it, what changed of its meaning, what is left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app import clock
from app.registry.words.reviews import ReviewCause, ReviewChoice
from app.reviews.queries.reviews import AUTOMATIC, ENDED, ENDLESS, last_day_of
from app.site.web.page.filters import day, label
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.reviews.queries.causes import Difference
    from app.reviews.queries.reviews import Choice, ReviewedRight


def mark(text: str) -> str:
    """« Jusqu'au 3 mars 2027 », « Accès automatique », « Aucun droit »."""
    last_on = last_day_of(text)
    if last_on:
        return str(_("Jusqu'au %(day)s", day=day(last_on)))
    words = {ENDED: _("Aucun droit"), AUTOMATIC: _("Accès automatique"), ENDLESS: _("Sans échéance")}
    return str(words.get(text, ""))


def service_name(right: ReviewedRight) -> str:
    """The service, in full; all of them for what is held by role."""
    return label(right.service) if right.service else str(_("Tous les services"))


def choice_words(made: Choice) -> str:
    """What was chosen."""
    if made.choice is ReviewChoice.CHANGE and made.new_until_on:
        return str(_("Nouvelle échéance : %(day)s", day=day(made.new_until_on - timedelta(days=1))))
    return {ReviewChoice.KEEP: str(_("Gardé")), ReviewChoice.END: str(_("À retirer"))}[made.choice]


def decided_by(right: ReviewedRight) -> str:
    """Who chose, and whether it was of their own right."""
    made = right.decided
    if made is None:
        return ""
    when = day(clock.day_of(made.decided_at))
    if made.decided_by_id == right.person_id:
        return str(_("par la personne elle-même, le %(day)s", day=when))
    return str(_("par %(name)s, le %(day)s", name=made.decided_by, day=when))


def is_own(right: ReviewedRight) -> bool:
    """Whether somebody decided of their own right, which another granter should look at."""
    return right.decided is not None and right.decided.decided_by_id == right.person_id


def what_crossed(right: ReviewedRight) -> str:
    """What changed between the choice and now."""
    made = right.decided
    if made is None or not right.crossed:
        return ""
    was, now = mark(made.seen), mark(right.now)
    return str(_("Ce droit a changé depuis ce choix : « %(was)s », maintenant « %(now)s ».", was=was, now=now))


def difference(name: str, said: Difference) -> str:
    """What somebody may no longer do, or may do since, though nobody changed their right."""
    last, rules = day(said.on - timedelta(days=1)), _(" et ").join(said.rules)
    words = {"name": name, "last": last, "service": str(SHORT_NAMES[said.service]), "rules": rules}
    if said.service is OnlineService.FILE_FOLLOWUP:
        if said.allowed:
            return str(
                _(
                    "Jusqu'au %(last)s, %(name)s ne pouvait pas lire les documents (règle %(rules)s); "
                    "c'est maintenant possible.",
                    **words,
                )
            )
        return str(
            _(
                "%(name)s pouvait lire les documents jusqu'au %(last)s; ce n'est plus possible (règle %(rules)s).",
                **words,
            )
        )
    if said.allowed:
        return str(
            _(
                "Jusqu'au %(last)s, %(name)s ne pouvait pas utiliser « %(service)s » (règle %(rules)s); "
                "c'est maintenant possible.",
                **words,
            )
        )
    return str(
        _(
            "%(name)s pouvait utiliser « %(service)s » jusqu'au %(last)s; ce n'est plus possible (règle %(rules)s).",
            **words,
        )
    )


def cause(why: ReviewCause, *, asked: bool) -> str:
    """Why the rights are reviewed; `asked`: because somebody who grants them began it."""
    if asked:
        return str(_("Tous les droits, à la demande d'une personne qui les accorde"))
    said = {
        ReviewCause.YEARLY: _("Tous les droits, une fois par année"),
        ReviewCause.CHANGED_RIGHTS: _("Les droits qui ont été modifiés"),
        ReviewCause.CHANGED_MEANING: _("Les droits qui ne permettent plus la même chose"),
    }
    return str(said[why])
