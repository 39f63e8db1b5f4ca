"""The facts of a request, as an agent reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.forms.web.words import money
from app.requests.queries.answers import answers_of
from app.requests.queries.desk import concerned, employer_of, happened_at, named_by
from app.requests.queries.requests import name_of
from app.requests.web.desk.forms import office_name
from app.requests.web.words import countdown, linked_label
from app.requests.words import RequestEventKind, Turn
from app.site.web.page.filters import day, file_no, instant, neq

if TYPE_CHECKING:
    from app.requests.domain.filed import Filed
    from app.requests.models.requests import Filing, OnlineRequest


def of_employer(row: OnlineRequest, filing: Filing) -> tuple[tuple[Any, ...], ...]:
    """Who filed what, for whom."""
    session = db.session()
    employer = employer_of(session, row)
    href = url_for("employers.show", employer_id=employer.public_id)
    return (
        (_("Référence"), filing.reference),
        (_("Employeur"), employer.name, _("Voir"), href),
        (_("NEQ"), neq(employer.neq)),
        (_("Transmise"), instant(filing.filed_at)),
        (_("Par"), name_of(session, filing.filed_by_id)),
    )


def of_filing(row: OnlineRequest, filed: Filed) -> tuple[tuple[Any, ...], ...]:
    """Its file, who handles it, and what it asks for."""
    session, content = db.session(), filed.content
    file = concerned(session, row)
    facts: list[tuple[Any, ...]] = [
        (_("Dossier"), file_no(file.file_no) if file else _("Aucun numéro inscrit")),
        (_("Bureau qui traite"), office_name(row.office)),
    ]
    if row.form == "file_copy":
        told = happened_at(session, row, RequestEventKind.WORKER_TOLD)
        facts.append((_("Personne avisée de la copie"), instant(told) if told else _("Pas encore")))
    if row.assigned_to:
        facts.append((_("Prise en charge par"), row.assigned_to))
    if content["amount"] is not None:
        facts.append((_("Montant réclamé"), money(Decimal(content["amount"]))))
    if content["supersedes"]:
        former = named_by(session, content["supersedes"])
        link = (_("Voir"), url_for("request_desk.show", public_id=former)) if former else ()
        facts.append((linked_label(row), content["supersedes"], *link))
    return tuple(facts)


def limits(row: OnlineRequest, filed: Filed) -> tuple[tuple[str, str], ...]:
    """Both time limits, with the reasons that were given: for being late, and for standing beside another."""
    facts: list[tuple[str, str]] = []
    reasons = filed.content["reasons"]
    if row.limit_on is not None:
        facts.append((_("Dernier jour pour transmettre"), day(row.limit_on)))
    if row.answer_by is not None:
        shown = countdown(row.answer_by, clock.today(), own=False) if row.turn != Turn.NOBODY else day(row.answer_by)
        facts.append((_("Réponse"), shown))
    if reasons.get("late"):
        facts.append((_("Pourquoi elle est tardive"), reasons["late"]))
    if reasons.get("twin"):
        facts.append((_("Pourquoi une autre sur le même sujet"), reasons["twin"]))
    return tuple(facts)


def deposited(row: OnlineRequest) -> tuple[tuple[Any, ...], ...]:
    """What was deposited as an answer, by whom and when; its notice says where it went."""
    return tuple(
        (
            _("Réponse déposée"),
            _("%(when)s, par %(who)s", when=instant(answer.at), who=answer.agent),
            _("Suivre l'avis"),
            url_for("notices.show", notice_id=answer.notice),
        )
        for answer in answers_of(db.session(), row)
    )
