"""Somebody who cannot come in, or must no longer: their code, their sessions; and who is of the staff."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.entry.actions.recovery import (
    LastAdministrator,
    NotOneself,
    Unknown,
    close_sessions,
    close_staff_sessions,
    remove_staff,
    unlock_code,
)
from app.entry.queries.recovery import PersonAtTheDoor, find_people, person_at_the_door, staff_who_come_in
from app.entry.web.recovery.forms import PersonSearchForm, ReasonForm
from app.entry.web.recovery.page import (
    SearchPage,
    close_page,
    close_staff_page,
    person_page,
    remove_page,
    staff_page,
    unlock_page,
)
from app.extensions import db
from app.registry.words.recovery import RecoveryReason
from app.registry.words.sensitive import SensitiveMoment
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.vocabulary.accounts import CodeSpace, StaffRole

blueprint = Blueprint("recovery", __name__, url_prefix="/entrees")
HELPERS = (StaffRole.AGENT, StaffRole.ADMINISTRATOR)


@blueprint.get("")
@staff(*HELPERS)
def index() -> str:
    """Find somebody."""
    form = PersonSearchForm()
    text = (form.q.data or "").strip()
    administers = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    staff_href = url_for("recovery.members") if administers else None
    page = SearchPage(_("Entrées au portail"), form, find_people(db.session(), text), bool(text), staff_href)
    return render_template("pages/recovery/index.html", page=page)


@blueprint.get("/personnes/<person>")
@staff(*HELPERS)
def person(person: str) -> str:
    """How somebody comes in."""
    return render_template("pages/recovery/person.html", page=person_page(_found(person)))


@blueprint.route("/personnes/<person>/sessions", methods=["GET", "POST"])
@staff(*HELPERS)
@fresh_sign_in(SensitiveMoment.SESSIONS_CLOSED)
def close(person: str) -> ResponseReturnValue:
    """Close every session of somebody."""
    found, form = _found(person), ReasonForm()
    if form.validate_on_submit():
        closed = close_sessions(person, RecoveryReason(form.reason.data), current_actor())
        flash(ngettext("%(num)s session fermée.", "%(num)s sessions fermées.", closed), "success")
        return redirect(url_for("recovery.person", person=person))
    return render_template("pages/gestures/confirm.html", page=close_page(found, form))


@blueprint.route("/personnes/<person>/code/<space>", methods=["GET", "POST"])
@staff(*HELPERS)
@fresh_sign_in(SensitiveMoment.CODE_UNLOCKED)
def unlock(person: str, space: str) -> ResponseReturnValue:
    """Let somebody try again."""
    found, form = _found(person), ReasonForm()
    own = next((one for one in found.spaces if one.value == space), None) or abort(404)
    if form.validate_on_submit():
        unlock_code(person, CodeSpace(space), RecoveryReason(form.reason.data), current_actor())
        said = _("Le code est débloqué. La personne peut réessayer tout de suite, où qu'elle se soit trompée.")
        flash(said, "success")
        return redirect(url_for("recovery.person", person=person))
    return render_template("pages/gestures/confirm.html", page=unlock_page(found, own, form))


@blueprint.get("/personnel")
@staff(StaffRole.ADMINISTRATOR)
def members() -> str:
    """Who is of the staff."""
    page = staff_page(staff_who_come_in(db.session()), current_principal().staff_id)
    return render_template("pages/recovery/staff.html", page=page)


@blueprint.route("/personnel/<member>/retirer", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
@fresh_sign_in(SensitiveMoment.STAFF_REMOVED)
def remove(member: str) -> ResponseReturnValue:
    """Take somebody's place among the staff away."""
    form, everybody = ReasonForm(), staff_who_come_in(db.session())
    found = next((one for one in everybody if one.public_id == member), None) or abort(404)
    if form.validate_on_submit():
        _remove(member, RecoveryReason(form.reason.data))
        return redirect(url_for("recovery.members"))
    return render_template("pages/gestures/confirm.html", page=remove_page(found, form))


@blueprint.route("/personnel/<member>/sessions", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
@fresh_sign_in(SensitiveMoment.STAFF_SESSIONS_CLOSED)
def close_staff(member: str) -> ResponseReturnValue:
    """Close every session of a member of the staff."""
    form, everybody = ReasonForm(), staff_who_come_in(db.session())
    found = next((one for one in everybody if one.public_id == member), None) or abort(404)
    if form.validate_on_submit():
        _close_staff(member, RecoveryReason(form.reason.data))
        return redirect(url_for("recovery.members"))
    return render_template("pages/gestures/confirm.html", page=close_staff_page(found, form))


def _close_staff(member: str, reason: RecoveryReason) -> None:
    try:
        name, closed = close_staff_sessions(member, reason, current_actor())
    except Unknown:
        abort(404)
    except NotOneself:
        flash(_("Rien n'a changé : fermez vos propres sessions à « Mon compte »."), "warning")
    else:
        said = ngettext("%(name)s : %(num)s session fermée.", "%(name)s : %(num)s sessions fermées.", closed, name=name)
        flash(said, "success")


def _remove(member: str, reason: RecoveryReason) -> None:
    try:
        name = remove_staff(member, reason, current_actor())
    except Unknown:
        abort(404)
    except NotOneself:
        flash(_("Rien n'a changé : personne ne retire son propre accès."), "warning")
    except LastAdministrator:
        flash(
            _("Rien n'a changé : c'est la dernière personne qui administre. Inscrivez-en une autre avant."), "warning"
        )
    else:
        flash(_("%(name)s n'a plus accès au portail comme membre du personnel.", name=name), "success")


def _found(public_id: str) -> PersonAtTheDoor:
    return person_at_the_door(db.session(), public_id, clock.ticking()) or abort(404)
