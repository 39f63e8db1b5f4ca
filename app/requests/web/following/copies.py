"""The copy for the worker: printed, handed over, and said to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app import clock
from app.extensions import db
from app.requests.actions.copies import hand_over
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import read_filed
from app.requests.queries.requests import filing_of, handed_over
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.following.facts_page import facts_of, sections_of
from app.requests.web.words import form_name
from app.site.web.forms.fields import DayField, Form
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import day, label

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.requests.models.requests import OnlineRequest
    from app.requests.web.filing.check_page import Section


class HandingForm(Form):
    """On which day the copy was handed over."""

    on = DayField(lazy("Jour où vous l'avez remise"), missing=lazy("Indiquez le jour de la remise."))

    def check(self, first: date, last: date) -> bool:
        """Whether a day was given, from that of the filing to this one; else the form says so."""
        if not self.validate_on_submit():
            return False
        if first <= self.on.data <= last:
            return True
        self.on.errors = [_("Ce jour va du %(first)s au %(last)s.", first=day(first), last=day(last))]
        return False


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The copy: what was filed, to print and to hand over. `handed`: when it was, and who said so."""

    title: str
    caption: str
    facts: tuple[tuple[str, Any], ...]
    sections: tuple[Section, ...]
    handed: str
    form: HandingForm
    back_href: str


@blueprint.route("/demandes/<public_id>/copie", methods=["GET", "POST"])
@employer_side
def copy(public_id: str) -> ResponseReturnValue:
    """The copy to print that the employer hands over to the worker, and the day on which it was."""
    _reach, row = reached(public_id)
    filing = filing_of(db.session(), row)
    if filing is None or not form_of(row.form, row.form_version).has_copy:
        abort(404)
    form = HandingForm(data={"on": clock.today()})
    if not form.check(clock.day_of(filing.filed_at), clock.today()):
        return render_template("pages/requests/copy.html", page=_page(row, form))
    try:
        hand_over(current_principal(), public_id, form.on.data)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
    else:
        flash(_("La remise de la copie est inscrite."), "success")
    return redirect(url_for("online_requests.copy", public_id=public_id), 303)


def _page(row: OnlineRequest, form: HandingForm) -> CopyPage:
    """The worker's copy of what was filed."""
    asked, filing = form_of(row.form, row.form_version), filing_of(db.session(), row)
    filed = read_filed(asked.definition, filing.content) if filing else None
    found = handed_over(db.session(), row)
    return CopyPage(
        title=_("Copie pour la travailleuse ou le travailleur"),
        caption=form_name(asked),
        facts=facts_of(row, filing, filed),
        sections=sections_of(row, filed) if filed else (),
        handed=_("Remise le %(day)s, selon %(name)s.", day=day(found[0]), name=found[1]) if found else "",
        form=form,
        back_href=url_for("online_requests.show", public_id=row.public_id),
    )
