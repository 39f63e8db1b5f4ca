"""What the page that begins a request receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app import clock
from app.forms.web.words import said
from app.requests.web.words import form_name, request_line

if TYPE_CHECKING:
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.queries.prefilled import Prefilled
    from app.requests.web.forms import BeginForm
    from app.requests.web.words import RequestLine


@dataclass(frozen=True, slots=True)
class BeginPage:
    """Before a draft: what the form is for, about which file, and what was begun or filed already.

    `files_href`: where the file is chosen, for a form that is begun from a file only.
    """

    title: str
    intro: str
    worker: str
    steps: tuple[str, ...]
    already: tuple[RequestLine, ...]
    form: BeginForm
    files_href: str
    back_href: str


def begin_page(form: ServiceForm, known: Prefilled, asked: BeginForm) -> BeginPage:
    """The page that begins a request."""
    return BeginPage(
        title=form_name(form),
        intro=said(form.definition.intro),
        worker=known.file.worker if known.file else "",
        steps=tuple(said(step.words) for step in form.definition.steps),
        already=tuple(request_line(row, clock.today()) for row in known.already),
        form=asked,
        files_href=url_for("files.index") if form.definition.needs_file and known.file is None else "",
        back_href=url_for("services.index"),
    )
