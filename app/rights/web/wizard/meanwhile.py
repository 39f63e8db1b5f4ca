"""Two people at once: what changed between a page and its form is shown, and nothing chosen is lost.

A form carries in `basis` the rights that its page showed. The action compares them with those of the moment, under its
lock; when they differ, the page comes back with both versions and the choice, and one more click confirms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.resolver.queries.snapshots import snapshot_of
from app.resolver.steps.granting import ChangedMeanwhile
from app.rights.actions.grant_drafts import find_draft
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import EndForm
from app.rights.web.grants.page import end_in_words
from app.site.web.forms.giver import current_giver, owner_of_drafts
from app.site.web.forms.kept import ACTING_FOR, RESUMED
from app.site.web.page.filters import label
from app.vocabulary.services import OnlineService

#: What is not sent again with the choice: each has a new value.
_NOT_AGAIN = frozenset({"csrf_token", ACTING_FOR, "basis", RESUMED})


@dataclass(frozen=True, slots=True)
class MeanwhilePage:
    """What was shown, what is now, what was chosen, service by service; and the form that confirms the choice.

    `has_left`: the person has no role in the space any more, and the choice would give them one again.
    """

    title: str
    has_left: bool
    rows: tuple[tuple[str, str, str, str], ...]
    path: str
    values: tuple[tuple[str, str], ...]
    basis: str
    back_href: str


def shown_rights() -> str:
    """The rights that a page is about to show, as its form carries them; empty on a page about nobody known."""
    args = request.view_args or {}
    person = args.get("person") or _person_of_draft(args.get("token", ""))
    if not person:
        return ""
    giver = current_giver()
    return snapshot_of(db.session(), giver.employer_id, giver.space, person, clock.today()).text


def _person_of_draft(token: str) -> str:
    draft = find_draft(token, current_giver(), owner_of_drafts()) if token else None
    return draft.person if draft else ""


@blueprint.errorhandler(ChangedMeanwhile)
def on_changed_meanwhile(changed: ChangedMeanwhile) -> ResponseReturnValue:
    """Show both versions; nothing to show when what was chosen is already so."""
    person, choice = changed.now.person, _choice()
    now = dict(changed.now.ends)
    if all(now.get(service, _NOTHING) == end for service, end in choice.items()):
        flash(_("C'était déjà fait : rien n'a changé."), "info")
        return redirect(url_for("access.person", person=person))
    before = dict(changed.before.ends)
    services = [each for each in OnlineService if each in before or each in now or each in choice]
    rows = ((label(each), _said(before, each), _said(now, each), _said({**now, **choice}, each)) for each in services)
    sent = request.form.items(multi=True)
    page = MeanwhilePage(
        title=_("Ces droits viennent de changer"),
        has_left=changed.before.here and not changed.now.here,
        rows=tuple(rows),
        path=request.full_path.rstrip("?"),
        values=tuple((name, value) for name, value in sent if name not in _NOT_AGAIN),
        basis=changed.now.text,
        back_href=url_for("access.person", person=person),
    )
    return render_template("pages/access/meanwhile.html", page=page), 409


#: Where a right is not held. (None is a right without an end.)
_NOTHING = date.min


def _said(ends: Mapping[OnlineService, date | None], service: OnlineService) -> str:
    end = ends.get(service, _NOTHING)
    return _("Aucun droit") if end == _NOTHING else end_in_words(end)


def _choice() -> dict[OnlineService, date | None]:
    """What the form that came back asks for, by service."""
    args = request.view_args or {}
    if draft := find_draft(args.get("token", ""), current_giver(), owner_of_drafts()) if "token" in args else None:
        return dict.fromkeys(draft.services, draft.until_on)
    chosen = EndForm(clock.today()).until_on if "length" in request.form else _NOTHING
    services = [args["service"]] if "service" in args else list(OnlineService)
    return dict.fromkeys(services, chosen)
