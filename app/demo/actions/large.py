"""One employer with as many compensation files as one wishes, to see how the pages behave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app

from app import clock
from app.delivery.post.specimens import SpecimenPress
from app.demo.actions import feeds
from app.demo.actions.load import DemonstrationRefused
from app.demo.steps.cast import Cast, DemoFile, Table, neq, read_cast
from app.demo.steps.papers import write_papers
from app.demo.steps.stories import STORY, Paper
from app.extensions import db
from app.feeds.actions.deposits import MANIFEST, import_deposits
from app.feeds.actions.registry import import_registry
from app.resolver.queries.employers import employer_of_neq

#: One file in so many has a paper, and injuries are spread over so many days.
ONE_IN, SPREAD = 20, 1500
EMPLOYER: Table = {
    "key": "large",
    "number": 10099,
    "name": "Grandes Manœuvres inc.",
    "attention": "Ressources humaines",
    "address": ["1, place de la Démesure", "", "Montréal", "QC", "H2X 1Y4"],
    "accounts": [{"space": "clicsequr", "from": -900}],
    "members": [{"person": "luc-bergeron", "space": "clicsequr", "role": "rse", "from": -900}],
    "files": 0,
}


def load_large_employer(files: int) -> bool:
    """Add an employer with that many files, and a paper on screen in one of twenty; False if it is there already.

    Its RSE is Luc Bergeron, of the demonstration, which must be loaded.
    """
    if current_app.config["RELAIS_ENV"] == "production":
        raise DemonstrationRefused("the demonstration is for development and tests only")
    if employer_of_neq(db.session(), neq(EMPLOYER["number"])) is not None:
        return False
    cast, today = read_cast(), clock.today()
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = feeds.registry(replace(cast, employers=[EMPLOYER]), today, 0)
        feeds.write_feed(folder, {**rows, "files.csv": (feeds.file_row(file, today) for file in _files(cast, files))})
        import_registry(folder, feeds.must_be_good)
    with TemporaryDirectory() as name:
        _deposit(Path(name), cast, today, files)
    return True


def _files(cast: Cast, number: int) -> Iterator[DemoFile]:
    return (cast.file(EMPLOYER, place, -1 - place % SPREAD) for place in range(number))


def _deposit(folder: Path, cast: Cast, today: date, number: int) -> None:
    """Papers that share a few PDFs: inspecting and keeping them takes no time."""
    papers = [
        Paper(f"DEMO-{file.file_no}-1", file, STORY[place % len(STORY)], file.injury, file.injury)
        for place, file in enumerate(_files(cast, number))
        if place % ONE_IN == 0
    ]
    samples = papers[: len(STORY)]
    write_papers(folder, samples, replace(cast, employers=[EMPLOYER]), today, SpecimenPress())
    rows = feeds.deposit_rows(papers, (), today)
    for place, row in enumerate(rows[MANIFEST]):
        row["pdf"] = f"{samples[place % len(samples)].external_id}.pdf"
    feeds.write_feed(folder, rows)
    import_deposits(folder, feeds.must_be_good)
