"""What the designated health professional sees: the list of papers, and one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.medical.queries.explanations import why_not_yet
from app.medical.queries.papers import PAGE, count_for, papers_for
from app.site.web.page.filters import French, day, file_no, size
from app.site.web.page.language import language
from app.site.web.page.paging import Paging, numbered
from app.site.web.page.spoken import Spoken, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.medical.queries.papers import MedicalRow
    from app.registry.queries.sessions import Principal

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The papers of the employer that designated the person."""

    title: str
    employer: str
    papers: Sequence[MedicalRow]
    total: int
    paging: Paging


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper to read."""

    title: str
    caption: str
    facts: Pairs
    viewer_src: str
    viewer_title: str
    download_href: str


@dataclass(frozen=True, slots=True)
class Help:
    """What would change an answer, and who can do it."""

    what: str
    who: str


@dataclass(frozen=True, slots=True)
class AwaitingPage:
    """A designation that nobody vouches for yet: why nothing is shown, and who can help."""

    title: str
    employer: str
    answer: str
    why: Spoken
    fix: Help | None


def awaiting_page(principal: Principal) -> AwaitingPage:
    """The page before the Commission confirms: it neither lists nor counts, and says whom to ask."""
    reason = why_not_yet()
    fix = Help(_(reason.fix.what), _(reason.fix.who)) if reason.fix else None
    answer = _("Non : la Commission doit encore confirmer votre désignation.")
    return AwaitingPage(_("Papiers médicaux"), principal.employer_name, answer, spoken(reason, reason.rule), fix)


def papers_page(principal: Principal) -> PapersPage:
    """The list, fifty a page, the last deposited first."""
    session, on = db.session(), clock.today()
    total = count_for(session, principal, on)
    number = max(1, min(request.args.get("page", 1, type=int), -(-total // PAGE)))
    rows = papers_for(session, principal, on, offset=(number - 1) * PAGE)
    return PapersPage(
        title=_("Papiers médicaux"),
        employer=principal.employer_name,
        papers=rows,
        total=total,
        paging=numbered(number, PAGE, total),
    )


def paper_page(paper: MedicalRow) -> PaperPage:
    """One paper."""
    pages = ngettext("%(num)s page", "%(num)s pages", paper.pages)
    return PaperPage(
        title=French(paper.title),
        caption=_("Dossier de %(name)s", name=paper.worker),
        facts=(
            (_("Sorte de document"), paper.category.label(language())),
            (_("Numéro de dossier"), file_no(paper.file_no)),
            (_("Jour de la lésion"), day(paper.injury_on)),
            (_("Émis le"), day(paper.issued_on)),
            (_("Déposé le"), day(paper.deposited_on)),
            (_("Fichier"), f"PDF, {pages}, {size(paper.size)}"),
        ),
        viewer_src=f"{url_for('medical.content', public_id=paper.public_id)}#navpanes=0&view=FitH",
        viewer_title=_("Le document « %(title)s »", title=paper.title),
        download_href=url_for("medical.download", public_id=paper.public_id),
    )
