"""What a person's page says beside their rights: who stands in, who no longer comes, what to do about roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.registry.queries.granters import ENOUGH_GRANTERS, asleep, candidate, count_lasting, grants_in_own_name
from app.resolver.queries.grants import last_day
from app.rights.queries.absences import absences_of_people
from app.site.web.forms.giver import current_giver
from app.site.web.page.filters import day, instant
from app.vocabulary import delays

if TYPE_CHECKING:
    from app.registry.queries.granters import Sleeper
    from app.registry.queries.people import PersonOfEmployer
    from app.resolver.queries.grants import Matrix
    from app.rights.queries.absences import AbsenceRow


@dataclass(frozen=True, slots=True)
class PersonNotes:
    """Sentences, and links as (text, address)."""

    sentences: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MatrixNotes:
    """Standing advice to those who grant, and who of the people shown stands in for whom, by person."""

    advice: tuple[str, ...]
    standing: dict[int, str]


def matrix_notes(found: Matrix) -> MatrixNotes:
    """The notes of one page of people, for the giver of this request."""
    giver, on = current_giver(), clock.today()
    shown = [row.member.person_id for row in found.rows]
    rows = absences_of_people(db.session(), giver.employer_id, giver.space, shown, on)
    standing = {row.stand_in_id: _standing(row) for row in rows if row.runs(on)}
    said = [sleeper_sentence(one) for one in sleeping_granters()]
    if count_lasting(db.session(), giver.employer_id, giver.space, on) < ENOUGH_GRANTERS:
        said.insert(0, _("Une seule personne accorde ici les droits sans échéance. Nommez-en une deuxième."))
    return MatrixNotes(tuple(said), standing)


def _standing(row: AbsenceRow) -> str:
    return str(_("remplace %(name)s jusqu'au %(day)s", name=row.person, day=day(last_day(row.until_on))))


def person_notes(person: PersonOfEmployer) -> PersonNotes:
    """The notes of one person, for the giver of this request."""
    giver, session, on = current_giver(), db.session(), clock.today()
    absences = absences_of_people(session, giver.employer_id, giver.space, [person.person_id], on)
    sleepers = sleeping_granters()
    said = [absence_sentence(row, person.person_id) for row in absences]
    said += [sleeper_sentence(one) for one in sleepers if one.person_id == person.person_id]
    return PersonNotes(tuple(said), tuple(_links(person)))


def sleeping_granters() -> list[Sleeper]:
    """The granters of the giver's space who have not come for sixty days."""
    giver = current_giver()
    before = clock.now() - delays.ASLEEP
    return asleep(db.session(), giver.employer_id, giver.space, clock.today(), before)


def sleeper_sentence(one: Sleeper) -> str:
    """Since when a granter has not come."""
    if one.last_seen_at is None:
        return str(_("%(name)s accorde les droits, sans aucune visite.", name=one.name))
    since = instant(one.last_seen_at)
    return str(_("%(name)s accorde les droits; dernière visite le %(since)s.", name=one.name, since=since))


def absence_sentence(row: AbsenceRow, person_id: int | None = None) -> str:
    """Who stands in for whom, and on which days; from the side of one of them if it is said."""
    days = {"from_day": day(row.from_on), "last_day": day(last_day(row.until_on))}
    if person_id == row.stand_in_id:
        return str(_("Remplace %(name)s du %(from_day)s au %(last_day)s.", name=row.person, **days))
    if person_id == row.person_id:
        return str(
            _("Absence du %(from_day)s au %(last_day)s, avec %(name)s en remplacement.", name=row.stand_in, **days)
        )
    names = {"stand_in": row.stand_in, "person": row.person}
    return str(_("%(stand_in)s remplace %(person)s du %(from_day)s au %(last_day)s.", **names, **days))


def _links(person: PersonOfEmployer) -> list[tuple[str, str]]:
    giver, on = current_giver(), clock.today()
    own = candidate(db.session(), giver.employer_id, giver.space, on, person.public_id) is not None
    if not own:
        return []
    links = [(_("Inscrire une absence"), url_for("absences.new", person=person.public_id))]
    if not grants_in_own_name(db.session(), giver.employer_id, giver.space, person.person_id, on):
        links.append((_("Lui confier la gestion des droits d'accès"), url_for("access.name", person=person.public_id)))
    else:
        links.append((_("La remplacer par quelqu'un d'autre"), url_for("access.replace", person=person.public_id)))
    if person.person_id == giver.person_id:
        links.append((_("Quitter mon rôle"), url_for("access.leave_role")))
    return links
