"""How an employer stands before the day of withdrawal, in a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.registry.words.recipients import RecipientState
from app.site.web.page.filters import day, instant, label
from app.withdrawal.queries.readiness import readiness_of
from app.withdrawal.words import Lack

if TYPE_CHECKING:
    from app.withdrawal.queries.readiness import Readiness


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an employer needs: which, whether it is there, and why in a sentence."""

    lack: Lack
    held: bool
    says: str


@dataclass(frozen=True, slots=True)
class ReadinessView:
    """Whether an employer is ready, in words, and the four lines. Nobody "reads" before the day has come."""

    ready: bool
    answer: str
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines of what is not there."""
        return tuple(line for line in self.lines if not line.held)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The four lines, as a summary shows them."""
        return [(label(line.lack), line.says) for line in self.lines]


def readiness_of_employer(employer_id: int) -> ReadinessView:
    """The readiness of one employer, now."""
    found = readiness_of(db.session(), [employer_id], clock.now(), clock.today())
    return readiness_view(found[employer_id])


def readiness_view(one: Readiness) -> ReadinessView:
    """The readiness of an employer, in the language of the page."""
    lacks = one.lacks
    says = {
        Lack.GRANTER: _granter(one),
        Lack.READER: _reader(one),
        Lack.RECIPIENTS: _recipients(one),
        Lack.ADDRESS: _address(one),
    }
    lines = tuple(Line(lack, lack not in lacks, sentence) for lack, sentence in says.items())
    return ReadinessView(one.ready, _answer(one), lines)


def _answer(one: Readiness) -> str:
    if not one.ready:
        return str(_("Pas encore prêt"))
    if one.reads_on:
        return str(_("Prêt : lira à l'écran dès le %(day)s", day=day(one.reads_on)))
    return str(_("Prêt : lira à l'écran quand le papier sera retiré"))


def _granter(one: Readiness) -> str:
    if not one.granters:
        return str(_("Personne n'y accorde les droits."))
    number = ngettext("%(num)s personne y accorde les droits", "%(num)s personnes y accordent les droits", one.granters)
    if one.seen_at is None:
        return str(_("%(number)s, mais aucune n'est encore venue.", number=number))
    if not one.awake:
        return str(_("%(number)s, mais la dernière visite date du %(day)s.", number=number, day=instant(one.seen_at)))
    return str(_("%(number)s; dernière visite : %(day)s.", number=number, day=instant(one.seen_at)))


def _reader(one: Readiness) -> str:
    if not one.readers:
        return str(_("Personne n'y lirait à l'écran : tout resterait à la poste."))
    number = ngettext("%(num)s personne y lirait à l'écran", "%(num)s personnes y liraient à l'écran", one.readers)
    if not one.reachable:
        return str(_("%(number)s, mais sans adresse de courriel confirmée.", number=number))
    reached = ngettext(
        "%(num)s adresse de courriel est confirmée", "%(num)s adresses de courriel sont confirmées", one.reachable
    )
    return str(_("%(number)s; %(reached)s.", number=number, reached=reached))


def _recipients(one: Readiness) -> str:
    total = sum(one.recipients.values())
    if not total:
        return str(_("Personne n'y reçoit du papier à son nom."))
    number = ngettext("%(num)s personne y reçoit du papier", "%(num)s personnes y reçoivent du papier", total)
    missing, invited = (one.recipients[state] for state in (RecipientState.NOT_ENROLLED, RecipientState.INVITED))
    waits = ngettext(
        "%(num)s est invitée et n'a pas encore accepté", "%(num)s sont invitées et n'ont pas encore accepté", invited
    )
    lost = ngettext("%(num)s n'est pas inscrite", "%(num)s ne sont pas inscrites", missing)
    if not missing and not invited:
        return str(ngettext("%(number)s, inscrite.", "%(number)s, toutes inscrites.", total, number=number))
    said = ", ".join(text for text, count in ((lost, missing), (waits, invited)) if count)
    return str(_("%(number)s : %(said)s.", number=number, said=said))


def _address(one: Readiness) -> str:
    if one.address_usable:
        return str(_("Complète : une lettre pourrait y partir si personne ne lit à l'écran."))
    return str(_("L'adresse est incomplète : aucune lettre ne pourrait y partir."))
