"""What the page where one checks and files receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from markupsafe import Markup

from app import clock
from app.extensions import db
from app.forms.web.words import answers_in_words, problem_in_words, said
from app.requests.queries.requests import alike, revisions_after
from app.requests.queries.viewers import viewers_of
from app.requests.web.filing.calculation import Calculation, calculation_of, warnings_of
from app.requests.web.words import RequestLine, apart_to_in_words, countdown, form_name, request_line, step_href
from app.site.web.page.filters import instant, label
from app.site.web.reasons.limits import limit_sentences

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest
    from app.requests.queries.reach import Reach
    from app.requests.steps.whole import Whole
    from app.requests.web.filing.changed import Difference
    from app.requests.web.forms import FilingForm
    from app.requests.words import RequestProblem

LATEST = 5


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one step, and where they are changed."""

    title: str
    href: str
    rows: tuple[tuple[str, str], ...]

    def shown(self) -> list[tuple[str, Markup]]:
        """The answers as a page shows them, each of their lines on its own."""
        return [(question, Markup("<br>").join(answer.split("\n"))) for question, answer in self.rows]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All of a request. `refused`: why nothing was filed just now, and `changed`: what was seen beside what stands now.

    `changes`: what was saved last, by whom.
    """

    title: str
    caption: str
    form: FilingForm
    refused: str
    changed: tuple[Difference, ...]
    sections: tuple[Section, ...]
    missing: tuple[tuple[str, str, str], ...]
    obstacles: tuple[str, ...]
    apart_to: str
    warnings: tuple[str, ...]
    calculation: Calculation | None
    limit: str
    limit_why: tuple[str, ...]
    answer: str
    before: str
    pieces: tuple[tuple[str, str], ...]
    alike: tuple[RequestLine, ...]
    is_late: bool
    viewers: str
    changes: tuple[str, ...]
    back_href: str


def check_page(
    reach: Reach,
    row: OnlineRequest,
    whole: Whole,
    form: FilingForm,
    refused: RequestProblem | None = None,
    changed: tuple[Difference, ...] = (),
) -> CheckPage:
    """The page of a request that can be filed, or of what it lacks; what it shows is what is filed from it."""
    form.show(whole.digest, row.revision, whole.reckoned.amount)
    on, session = clock.today(), db.session()
    limit = whole.reckoned.limit
    return CheckPage(
        title=_("Vérifier et transmettre"),
        caption=form_name(whole.form),
        form=form,
        refused=label(refused) if refused else "",
        changed=changed,
        sections=_sections(row, whole),
        missing=_missing(row, whole),
        obstacles=tuple(label(problem) for problem in whole.obstacles.values()),
        apart_to=apart_to_in_words(whole.apart_to),
        warnings=warnings_of(reach, row, whole.reckoned),
        calculation=calculation_of(whole.reckoned),
        limit=countdown(limit.last_on, on, own=True) if limit else "",
        limit_why=limit_sentences(limit) if limit else (),
        answer=_answer(whole),
        before=said(whole.form.definition.before) if whole.form.definition.before else "",
        pieces=tuple((piece.name, said(whole.form.definition.pieces[piece.kind].words)) for piece in whole.pieces),
        alike=tuple(request_line(other, on) for other in alike(session, reach, row)),
        is_late=whole.reckoned.is_late(on),
        viewers=_viewers(row),
        changes=tuple(
            str(_("%(name)s, le %(at)s", name=saved.name, at=instant(saved.at)))
            for saved in revisions_after(session, row, max(0, row.revision - LATEST))
        ),
        back_href=step_href(row, len(whole.form.definition.steps)),
    )


def _sections(row: OnlineRequest, whole: Whole) -> tuple[Section, ...]:
    found = answers_in_words(whole.form.definition, whole.reading.values)
    return tuple(
        Section(said(step.words), step_href(row, number), tuple((ask, said) for _field, ask, said in lines))
        for number, (step, lines) in enumerate(found, start=1)
        if step.fields
    )


def _missing(row: OnlineRequest, whole: Whole) -> tuple[tuple[str, str, str], ...]:
    """What is wrong, question by question: the question, the sentence, where it is mended."""
    numbers = {
        field.name: number for number, step in enumerate(whole.form.definition.steps, 1) for field in step.fields
    }
    fields = {field.name: field for field in whole.form.definition.fields}
    return tuple(
        (said(fields[name].words), problem_in_words(problem), step_href(row, numbers[name]))
        for name, problem in whole.reading.problems.items()
    )


def _answer(whole: Whole) -> str:
    """How long the Commission has, once it is filed."""
    days, words = whole.reckoned.answer_within, whole.form.definition.answer
    return said(words) % {"days": days} if words is not None and days is not None else ""


def _viewers(row: OnlineRequest) -> str:
    names = viewers_of(db.session(), row, clock.today())
    said: str = _(
        "Chez vous, les personnes qui ont le droit à ce service : %(names)s. À la CNESST, le bureau qui la traite.",
        names=", ".join(names),
    )
    return said
