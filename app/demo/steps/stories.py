"""How the papers of a compensation file follow one another after the injury."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.steps.cast import Cast, DemoFile, Table, neq
from app.vocabulary.documents import Category, DocumentKind

#: Up to here before the loading, papers are deposited on any working day; before that, on Tuesdays only.
RECENT = -45
TUESDAY, SATURDAY = 1, 5
#: From when the registry of the cast is known, in days from the loading.
KNOWN_FROM = -4000


@dataclass(frozen=True, slots=True)
class Step:
    """A paper of a story, `after` so many days from the injury; `specimen` is its template."""

    after: int
    kind: DocumentKind
    category: Category
    title: str
    specimen: str
    review_days: int | None = None


DOCUMENT, DECISION = DocumentKind.DOCUMENT, DocumentKind.DECISION
STORY = (
    Step(5, DOCUMENT, Category.ADMINISTRATIVE, "Accusé de réception de la réclamation", "letter"),
    Step(19, DECISION, Category.DECISION, "Décision d'admissibilité", "decision", 30),
    Step(34, DOCUMENT, Category.FINANCIAL, "Relevé de remboursement des 14 premiers jours", "statement"),
    Step(58, DOCUMENT, Category.ADMINISTRATIVE, "Lettre concernant l'assignation temporaire", "letter"),
    Step(131, DECISION, Category.DECISION, "Décision sur la capacité de travail", "decision", 30),
    Step(190, DOCUMENT, Category.FINANCIAL, "Relevé des prestations imputées", "statement"),
)
MEDICAL_STORY = (
    Step(12, DOCUMENT, Category.MEDICAL, "Rapport médical d'évolution", "medical"),
    Step(26, DOCUMENT, Category.PHYSICAL_REHABILITATION, "Rapport d'étape en physiothérapie", "medical"),
)
#: How far the story of each file goes, in turn.
LENGTHS = (2, 2, 3, 3, 2, 3, 0, 1, 2, 1, 4, 0, 1, 1, 0, 6, 0, 1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 0, 1, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to deposit; days count from the day of loading."""

    external_id: str
    file: DemoFile
    step: Step
    issued: int
    deposited: int


@dataclass(frozen=True, slots=True)
class ImputedFile:
    """A file whose cost is charged to another employer."""

    external_id: str
    file: DemoFile
    neq: str
    imputed: int


def working_day(today: date, offset: int) -> int:
    """The day of deposit nearest after an offset, as an offset: never a week-end, never after today."""
    day = today + timedelta(offset)
    if offset < RECENT:
        return offset + (TUESDAY - day.weekday()) % 7
    if day.weekday() < SATURDAY:
        return offset
    monday = offset + 7 - day.weekday()
    return monday if monday <= 0 else offset + SATURDAY - 1 - day.weekday()


def papers(cast: Cast, today: date) -> Iterator[Paper]:
    """Every paper of the demonstration, deposited by today."""
    for employer in cast.employers:
        for place, file in enumerate(cast.files_of(employer)):
            length = LENGTHS[place % len(LENGTHS)]
            steps = (*STORY[:length], *(MEDICAL_STORY if place in _with_medical(employer.get("medical", 0)) else ()))
            yield from _told(file, steps, today)
    for row in _winters(cast, today):
        file = winter_file(cast, row, today)
        for number, paper in enumerate(row["papers"], 1):
            on = (paper["on"] - today).days
            yield Paper(f"DEMO-{file.file_no}-{number}", file, STORY[paper["step"]], on, on)


def _winters(cast: Cast, today: date) -> Iterator[Table]:
    """What is told of the winter of 2020: it has come, and the registry was known then."""
    here = {employer["key"] for employer in cast.employers}
    for row in cast.winter:
        days = [paper["on"] for paper in row["papers"]] + ([row["imputed"]["on"]] if "imputed" in row else [])
        if row["employer"] in here and today + timedelta(KNOWN_FROM) < row["injury"] and max(days) <= today:
            yield row


def winter_files(cast: Cast, today: date) -> Iterator[DemoFile]:
    """The files of that winter."""
    yield from (winter_file(cast, row, today) for row in _winters(cast, today))


def winter_file(cast: Cast, row: Table, today: date) -> DemoFile:
    """The file that a row tells of."""
    employer = next(each for each in cast.employers if each["key"] == row["employer"])
    return cast.file(employer, row["place"], (row["injury"] - today).days)


def _with_medical(papers_wanted: int) -> range:
    """Which files have medical papers: every third from the second, two papers each."""
    files = -(-papers_wanted // len(MEDICAL_STORY))
    return range(4, 4 + 3 * files, 3)


def _told(file: DemoFile, steps: tuple[Step, ...], today: date) -> Iterator[Paper]:
    for number, step in enumerate(steps, 1):
        deposited = working_day(today, min(file.injury + step.after, 1))
        if file.injury + step.after <= 0:
            yield Paper(f"DEMO-{file.file_no}-{number}", file, step, max(deposited - 1, file.injury), deposited)


def imputations(cast: Cast, today: date) -> Iterator[ImputedFile]:
    """The files that are charged to another employer than the one where the injury happened."""
    sources = {employer["key"]: employer for employer in cast.employers}
    for employer in cast.employers:
        if source := employer.get("imputed_from"):
            file = list(cast.files_of(sources[source]))[-1]
            yield ImputedFile(f"DEMO-I-{file.file_no}", file, neq(employer["number"]), -27)
    for row in _winters(cast, today):
        if imputed := row.get("imputed"):
            file, to = winter_file(cast, row, today), sources[imputed["to"]]
            yield ImputedFile(f"DEMO-I-{file.file_no}", file, neq(to["number"]), (imputed["on"] - today).days)
