"""The PDFs of the demonstration's papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

from app.delivery.post.specimens import SpecimenPress
from app.demo.steps.cast import Cast, neq
from app.demo.steps.stories import Paper

AGENTS = ("Carole Lemay", "Mireille Asselin", "Jean-François Hudon", "Nadège Laurore")


def write_papers(folder: Path, papers: Sequence[Paper], cast: Cast, today: date, press: SpecimenPress) -> None:
    """Write the PDF of each paper into `folder`, under the paper's identifier."""
    names = {neq(employer["number"]): employer["name"] for employer in cast.employers}
    for paper in papers:
        values = _values(paper, names[paper.file.neq], today)
        pdf = press.render(paper.step.specimen, values, today + timedelta(paper.issued))
        (folder / f"{paper.external_id}.pdf").write_bytes(pdf)


def _values(paper: Paper, employer: str, today: date) -> dict[str, Any]:
    file, step = paper.file, paper.step
    return {
        "title": step.title,
        "office": file.regional_office,
        "issued": _in_words(today + timedelta(paper.issued)),
        "injury": _in_words(today + timedelta(file.injury)),
        "file_no": " ".join(file.file_no[at : at + 3] for at in range(0, 9, 3)),
        "worker": f"{file.given_name} {file.family_name}",
        "employer": employer,
        "neq": f"{file.neq[:4]} {file.neq[4:7]} {file.neq[7:]}",
        "review_days": step.review_days,
        "agent": AGENTS[int(file.file_no) % len(AGENTS)],
        "lines": _lines(file.file_no, today + timedelta(file.injury)),
    }


def _lines(file_no: str, injury_on: date) -> list[tuple[str, int, int]]:
    """Two weeks of a statement: the period, working days, and an amount in cents."""
    weeks = [injury_on + timedelta(start) for start in (1, 8)]
    daily = 9_000 + int(file_no) % 7_919
    return [(f"Du {_in_words(day)} au {_in_words(day + timedelta(6))}", 5, 5 * daily) for day in weeks]


def _in_words(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="fr"))
