"""A clinic that the feed has told of, and a file that it cares for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from tests.clinics.bodies import ENVELOPE
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.feeds.actions.test_clinics_feed import HEADERS

FEED = {
    "suppliers": ["F-100,Physio du Fleuve,physio,,,,,,,2015-01-01,"],
    "professionals": ["OPPQ,PHY01234,Ève,Roy,physiotherapist,2015-01-01,2023-03-05"],
    "presence_codes": [
        "E,exemple,evaluation,clinic,yes,2015-01-01,,exemple",
        "T,exemple,treatment,clinic,yes,2015-01-01,,exemple",
        "A,exemple,absence,clinic,yes,2015-01-01,2023-03-03,exemple",
    ],
    "limits": ["over_weekly_limit,1,2015-01-01,,exemple"],
}


@pytest.fixture
def told(tmp_path: Path, session: Session, cli: FlaskCliRunner, clock_at: Callable[[str], None]) -> FlaskCliRunner:
    clock_at("2023-03-31T12:00")
    make_file(session, make_employer(session), file_no=str(ENVELOPE["file_no"]))
    session.commit()
    for name, rows in FEED.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")
    assert cli.invoke(args=["clinics", "import", str(tmp_path)]).exit_code == 0
    return cli
