"""The facts and the answers of a request, as the employer reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.forms.web.words import answers_in_words, money, said
from app.requests.domain.ages import draft_ends_on
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import Filed
from app.requests.queries.requests import forwarded_at, name_of
from app.requests.web.answers import documents_in_words
from app.requests.web.filing.check_page import Section
from app.requests.web.words import countdown, linked_label
from app.requests.words import RequestState, RequestWarning, Turn
from app.site.web.page.filters import day, instant, label

if TYPE_CHECKING:
    from app.requests.models.requests import Filing, OnlineRequest


def facts_and_answers(row: OnlineRequest, filing: Filing | None, filed: Filed | None) -> tuple[tuple[Any, ...], ...]:
    """The facts, and the documents that answer it."""
    return *facts_of(row, filing, filed), *documents_in_words(row)


def facts_of(row: OnlineRequest, filing: Filing | None, filed: Filed | None) -> tuple[tuple[str, Any], ...]:
    """Where a request stands, line by line."""
    on, session = clock.today(), db.session()
    facts: list[tuple[str, Any]] = []
    if filing is not None and filed is not None:
        facts.append((_("Référence"), filing.reference))
        facts.append((_("Transmise"), instant(filing.filed_at)))
        facts.append((_("Par"), name_of(session, filing.filed_by_id)))
        if (forwarded := forwarded_at(session, row)) is not None:
            facts.append(
                (
                    _("Autres parties"),
                    _("Transmise au professionnel désigné le %(day)s", day=day(clock.day_of(forwarded))),
                )
            )
        facts.extend(beside_answers(row, filing, filed))
        rules = form_of(row.form, row.form_version).rules
        if RequestWarning.KEEP_ACCOUNT in rules.reckon(filed.values, frozenset()).warnings:
            facts.append((_("À savoir"), label(RequestWarning.KEEP_ACCOUNT)))
        if row.answer_by is not None and row.turn == Turn.COMMISSION:
            facts.append((_("Réponse"), countdown(row.answer_by, on, own=False)))
    else:
        facts.append((_("Commencée"), instant(row.created_at)))
        facts.append((_("Modifiée"), f"{instant(row.changed_at)}, {name_of(session, row.changed_by_id)}"))
        if row.limit_on is not None:
            facts.append((_("Délai pour transmettre"), countdown(row.limit_on, on, own=True)))
        if row.state == RequestState.DRAFT:
            ends_on = draft_ends_on(clock.day_of(row.changed_at), row.limit_on)
            facts.append((_("Gardé, sans autre changement, jusqu'au"), day(ends_on)))
    return tuple(facts)


def beside_answers(row: OnlineRequest, filing: Filing, filed: Filed) -> tuple[tuple[str, str], ...]:
    """Line by line; what was late is said to be, with the reason that was given."""
    content = filed.content
    reasons = content["reasons"]
    found = (
        (_("Montant réclamé"), money(Decimal(content["amount"])) if content["amount"] is not None else ""),
        (_("Délai pour transmettre"), _in_time(row, filing)),
        (_("Pourquoi elle est tardive"), reasons.get("late", "")),
        (_("Pourquoi une autre sur le même sujet"), reasons.get("twin", "")),
        (linked_label(row), content["supersedes"] or ""),
    )
    return tuple((str(ask), said) for ask, said in found if said)


def _in_time(row: OnlineRequest, filing: Filing) -> str:
    if row.limit_on is None:
        return ""
    if clock.day_of(filing.filed_at) > row.limit_on:
        return str(_("Transmise après le dernier jour, le %(day)s : elle est reçue quand même", day=day(row.limit_on)))
    return str(_("Transmise dans le délai, qui finissait le %(day)s", day=day(row.limit_on)))


def sections_of(row: OnlineRequest, filed: Filed, *, printed: bool = False) -> tuple[Section, ...]:
    """The answers that were filed, step by step. `printed`: on paper, without what is discreet."""
    found = answers_in_words(form_of(row.form, row.form_version).definition, filed.values)
    kept = [(step, [line for line in lines if not (printed and line[0].discreet)]) for step, lines in found]
    return tuple(
        Section(said(step.words), "", tuple((ask, said) for _field, ask, said in lines))
        for step, lines in kept
        if lines
    )
