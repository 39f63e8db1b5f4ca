"""The draft of an address, and the step to which it leads."""

from __future__ import annotations

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from app.rights.actions.grant_drafts import GrantDraft, find_draft
from app.site.web.forms.giver import current_giver, owner_of_drafts


def draft_or_404(token: str) -> GrantDraft:
    """The draft of whoever asks; 404 for anybody else's."""
    return find_draft(token, current_giver(), owner_of_drafts()) or abort(404)


def lead_to(draft: GrantDraft, step: str) -> Response:
    """The way to a step; the last has a page of its own for several people."""
    step = "step_together" if step == "step_summary" and draft.people else step
    return redirect(url_for(f"access.{step}", token=draft.token))


def first_missing(draft: GrantDraft) -> str | None:
    """The first step that was not answered."""
    if not draft.has_person:
        return "step_person"
    return "step_end" if draft.until_on is None else None if draft.services else "step_services"
