"""The journal's seals, as pages say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.ledger.actions.checkpoints import state_of_journal
from app.site.web.page.filters import instant, label, number

if TYPE_CHECKING:
    from app.notices.queries.seals import Seal


def seal_rows(seals: Iterable[Seal]) -> list[tuple[str, str]]:
    """Each row that a proof rests on with the number of its link, and the link's hash."""
    return [(_("%(what)s, maillon %(number)s", what=label(seal.what), number=seal.number), seal.hash) for seal in seals]


def journal_sentences() -> tuple[str, ...]:
    """Up to where the journal is sealed and was verified, and what was found."""
    return tuple(_sentences())


def _sentences() -> Iterator[str]:
    state = state_of_journal()
    if state.sealed_at is None:
        yield _("Aucun sceau du journal ne peut être lu hors de la base de données.")
    else:
        where = {"number": number(state.sealed_to), "at": instant(state.sealed_at)}
        yield _("Il est scellé hors de la base de données jusqu'au maillon %(number)s, le %(at)s.", **where)
    if state.findings and state.checked_at:
        yield ngettext(
            "La vérification du %(at)s a trouvé %(num)s altération : elle reste à expliquer.",
            "La vérification du %(at)s a trouvé %(num)s altérations : elles restent à expliquer.",
            state.findings,
            at=instant(state.checked_at),
        )
    elif state.verified_at is None:
        yield _("Il n'a pas encore été vérifié en entier.")
    else:
        where = {"number": number(state.verified_to), "at": instant(state.verified_at)}
        yield _("Vérifié en entier le %(at)s, jusqu'au maillon %(number)s : rien n'a changé depuis le sceau.", **where)
