"""A change in two steps: what is asked, then its effect on the screen, then what was read is what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.registry.steps.proposals import ProposalRefused
from app.site.web.forms.kept import ACTING_FOR
from app.site.web.page.filters import label
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.web.effect import effect_view
from app.withdrawal.web.page import ChangePage, EffectPage
from app.withdrawal.words import WithdrawalRefusal

if TYPE_CHECKING:
    from app.registry.models.employers import Employer
    from app.site.web.forms.fields import Form
    from app.withdrawal.queries.withdrawals import Effect

#: What the forms send beside what was typed.
_NOT_TYPED = frozenset({"csrf_token", ACTING_FOR, "step", "seen"})


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: its words, what works out its effect, what records it and says where that is shown."""

    title: str
    intro: str
    asked: Callable[[], str]
    confirm: str
    done: str
    effect: Callable[[], Effect]
    record: Callable[[str], str]


def carry_out(change: Change, employer: Employer, form: Form) -> ResponseReturnValue:
    """The next page of a change: its form, its effect, or the employer once it is recorded."""
    step = request.form.get("step", "")
    if step == "edit" or not form.validate_on_submit():
        return _ask(change, employer, form)
    if step != "confirm":
        return _show(change, employer, form, changed=False)
    try:
        shown = change.record(request.form.get("seen", ""))
    except (WithdrawalRefused, ProposalRefused) as refused:
        if refused.code is WithdrawalRefusal.CHANGED:
            return _show(change, employer, form, changed=True)
        return _refuse(change, employer, form, refused)
    flash(change.done, "success")
    return redirect(shown)


def _ask(change: Change, employer: Employer, form: Form) -> str:
    page = ChangePage(change.title, employer, form, change.intro)
    return render_template("pages/withdrawals/change.html", page=page)


def _refuse(change: Change, employer: Employer, form: Form, refused: WithdrawalRefused | ProposalRefused) -> str:
    """The form again, with what is wrong beside what must be corrected."""
    field = form["day"] if "day" in form else form["words"]
    field.errors = [label(refused.code)]
    return _ask(change, employer, form)


def _show(change: Change, employer: Employer, form: Form, *, changed: bool) -> str:
    try:
        effect = effect_view(change.effect())
    except WithdrawalRefused as refused:
        return _refuse(change, employer, form, refused)
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_TYPED]
    page = EffectPage(change.title, employer, change.asked(), effect, kept, change.confirm, changed)
    return render_template("pages/withdrawals/effect.html", page=page)
