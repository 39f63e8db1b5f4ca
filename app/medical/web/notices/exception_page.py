"""What the pages of exceptions receive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from app import clock
from app.medical.web.notices.page import views
from app.notices.web.alert_words import next_step
from app.site.web.forms.exports import export_hrefs
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, label
from app.site.web.page.paging import Head, Paging, Sorting, head
from app.vocabulary.notices import HOLDING_ALERTS, AlertCode
from app.vocabulary.text import folded

if TYPE_CHECKING:
    from app.medical.web.notices.forms import AlertFilter, ReasonForm
    from app.notices.queries.exceptions import OpenCause
    from app.registry.models.employers import Employer

#: Names that a row tells; the rest are behind its notices.
NAMES = 5


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One cause for one employer. `here`: the link that takes the next step; `settle_href` None for who may not."""

    employer: str
    neq: str
    employer_href: str
    what: str
    people: tuple[str, ...]
    others: int
    since_on: date
    since: str
    step: LazyString
    here: tuple[str, str] | None
    notices: int
    notices_href: str
    settle_href: str | None


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The open causes."""

    title: str
    views: list[tuple[str, str, bool]]
    form: AlertFilter
    heads: tuple[Head | str, ...]
    rows: Sequence[ExceptionRow]
    paging: Paging
    narrowed: bool
    exports: tuple[tuple[str, str], ...]


def by_name() -> list[AlertCode]:
    """The causes in the order of their names, as the reader reads them."""
    return sorted(AlertCode, key=lambda cause: folded(label(cause)))


def exceptions_page(
    form: AlertFilter, now: Sorting, rows: Sequence[ExceptionRow], paging: Paging, *, narrowed: bool
) -> Exceptions:
    """A page of them."""
    heads = (
        head(_("Employeur"), "employer", now),
        head(_("Ce qui manque"), "cause", now),
        _("Quoi faire"),
        head(_("Avis"), "notices", now, descends=True),
        head(_("Depuis"), "since", now),
        _("Geste"),
    )
    named = _("Exceptions"), views("notices.exceptions")
    return Exceptions(*named, form, heads, rows, paging, narrowed, export_hrefs("notices.export_exceptions"))


def export_table(rows: Iterable[ExceptionRow]) -> Iterator[list[str]]:
    """The open causes as a table."""
    yield [
        _("Employeur"),
        _("NEQ"),
        _("Ce qui manque"),
        _("Personnes"),
        _("Quoi faire"),
        _("Nombre d'avis"),
        _("Depuis"),
    ]
    for row in rows:
        since, people = row.since_on.isoformat(), ", ".join(row.people)
        others = ngettext("et %(num)s autre", "et %(num)s autres", row.others) if row.others else ""
        yield [row.employer, row.neq, row.what, f"{people} {others}".strip(), str(row.step), str(row.notices), since]


def exception_rows(
    causes: Sequence[OpenCause],
    people: Mapping[tuple[AlertCode, int], tuple[str, ...]],
    awaiting: Collection[int],
    *,
    may_settle: bool,
    administers: bool,
) -> list[ExceptionRow]:
    """Each cause in words. `people`: whose it is; `awaiting`: employers of whom a designation awaits the Commission."""
    return [
        _row(
            cause,
            people.get((cause.code, cause.employer_id), ()),
            awaits=cause.employer_id in awaiting,
            may_settle=may_settle,
            administers=administers,
        )
        for cause in causes
    ]


def _row(
    cause: OpenCause, people: tuple[str, ...], *, awaits: bool, may_settle: bool, administers: bool
) -> ExceptionRow:
    since_on = clock.day_of(cause.since_at)
    by_hand = may_settle and cause.code not in HOLDING_ALERTS
    settle = url_for("notices.settle", employer_id=cause.employer_public_id, cause=cause.code.value)
    return ExceptionRow(
        employer=cause.employer,
        neq=cause.neq,
        employer_href=url_for("employers.show", employer_id=cause.employer_public_id),
        what=label(cause.code),
        people=people[:NAMES],
        others=len(people[NAMES:]),
        since_on=since_on,
        since=day(since_on),
        step=next_step(cause.code, awaits=awaits),
        here=_here(cause, awaits=awaits, administers=administers),
        notices=cause.notices,
        notices_href=url_for("notices.sendings", alert=cause.code.value, employer=cause.employer_public_id),
        settle_href=settle if by_hand else None,
    )


def _here(cause: OpenCause, *, awaits: bool, administers: bool) -> tuple[str, str] | None:
    """The page on which the reader takes the next step, when there is one."""
    if cause.code is AlertCode.NO_HEALTH_PROFESSIONAL and awaits:
        return _("Vérifier la désignation"), url_for("designation_checks.index", q=cause.neq)
    if cause.code is AlertCode.PRIOR_NOTICE_MISSING:
        prior = url_for("withdrawals.prior_notice", employer_id=cause.employer_public_id)
        return (_("Consigner un préavis"), prior) if administers else None
    return _("Voir à qui parler chez cet employeur"), url_for("employers.show", employer_id=cause.employer_public_id)


def settle_page(employer: Employer, code: AlertCode, notices: int, form: ReasonForm) -> GesturePage:
    """The page that asks why a cause asks for no more."""
    kept = ngettext("%(num)s avis sort des exceptions.", "%(num)s avis sortent des exceptions.", notices)
    stays = _("Un avis qui n'a encore joint personne y reste : il sera imprimé de lui-même.")
    return GesturePage(
        title=_("Classer une exception"),
        caption=employer.name,
        form=form,
        rows=((_("Ce qui manque"), label(code)),),
        sentences=(kept, stays) if code in (AlertCode.EMAIL_REFUSED, AlertCode.EMAIL_NOT_SENT) else (kept,),
        button=_("Classer"),
        kind="primary",
        back_href=url_for("notices.exceptions"),
    )
