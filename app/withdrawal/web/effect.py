"""What dates change for whom, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.site.web.page.filters import day as written
from app.site.web.page.filters import label
from app.site.web.page.spoken import Spoken, spoken
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from app.notices.queries.destinations import Destination
    from app.withdrawal.queries.withdrawals import Effect, PaperReader


@dataclass(frozen=True, slots=True)
class EffectView:
    """An effect as it is read. `warnings` are pairs (title, sentence), the gravest first."""

    on: date
    answer: str
    before: Channel
    after: Channel
    before_why: Spoken
    after_why: Spoken
    warnings: tuple[tuple[str, str], ...]
    readers: tuple[Destination, ...]
    losing: tuple[PaperReader, ...]
    stops: bool
    fingerprint: str


def effect_view(effect: Effect) -> EffectView:
    """The effect, in the language of the page."""
    before, after = effect.before.ruling, effect.after.ruling
    return EffectView(
        on=effect.on,
        answer=_answer(effect),
        before=before.outcome,
        after=after.outcome,
        before_why=spoken(before, before.rule),
        after_why=spoken(after, after.rule),
        warnings=tuple(_warnings(effect)),
        readers=effect.readers if after.outcome is Channel.ELECTRONIC else (),
        losing=effect.losing,
        stops=effect.changed and after.outcome is Channel.ELECTRONIC,
        fingerprint=effect.fingerprint,
    )


def _answer(effect: Effect) -> str:
    day, after = written(effect.on), effect.after.ruling.outcome
    if not effect.changed:
        way = label(after).lower()
        return str(_("Le courrier du %(day)s va par la même voie qu'avant : %(way)s.", day=day, way=way))
    if after is Channel.ELECTRONIC:
        return str(_("À partir du %(day)s, tout ira à l'écran et plus rien par la poste.", day=day))
    return str(_("Le courrier du %(day)s ira par la poste, et non à l'écran.", day=day))


def _warnings(effect: Effect) -> Iterator[tuple[str, str]]:
    warns = effect.after.ruling.warns
    if effect.forgotten:
        names = ", ".join(one.name for one in effect.forgotten)
        yield (
            _("Des personnes ne recevraient plus rien"),
            _("Elles reçoivent du papier et ne peuvent pas lire à l'écran : %(names)s.", names=names),
        )
    if warns is not None:
        yield _(warns.title), _(warns.says)
    if effect.after.ruling.outcome is Channel.ELECTRONIC and any(not one.email for one in effect.readers):
        names = ", ".join(one.name for one in effect.readers if not one.email)
        yield (
            _("Des personnes liraient sans être avisées"),
            _("Elles n'ont pas d'adresse de courriel au dossier : %(names)s.", names=names),
        )
