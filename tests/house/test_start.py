"""What a start does not need is not imported by it, but where it is first used (docs/decisions/0028-start-up.md)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT

#: Packages that cost much to import, and what they are for. Alembic is Flask's to load in a command: it is a plugin.
HEAVY = {
    "PIL": "pictures that are received",
    "alembic": "migrations",
    "authlib": "sign-in through a provider",
    "flask_mail": "e-mail",
    "flask_migrate": "migrations",
    "huey": "waking workers",
    "joserfc": "sign-in through a provider",
    "openpyxl": "spreadsheets",
    "pikepdf": "papers that are received",
    "prometheus_client": "figures for a monitor",
    "psycopg": "PostgreSQL, where the settings name one",
    "pyhanko": "signing attestations",
    "requests": "sign-in through a provider",
}
#: What `flask rules explain` asks for none of: pages, and what other commands do.
PAGES = re.compile(r"app\..*\.web\..*views|app\..*\.actions\..*|app\..*\.queries\..*")

SERVER = "import wsgi"
COMMAND = """
from flask.cli import FlaskGroup
FlaskGroup().main(["--app", "wsgi", "rules", "explain"], standalone_mode=False)
"""


def loaded(code: str, folder: Path) -> set[str]:
    """Every module that a process of its own has when it has run this."""
    told = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    environment = {**os.environ, "RELAIS_DATA": str(folder), "RELAIS_ENV": "test", "SECRET_KEY": "test"}
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_a_start_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded(SERVER, tmp_path) & HEAVY.keys() == set()


def test_a_command_loads_no_page_and_nothing_heavy_of_ours(tmp_path: Path) -> None:
    modules = loaded(COMMAND, tmp_path)
    assert "app.desk.cli.rules" in modules
    assert modules & HEAVY.keys() <= {"alembic", "flask_migrate"}
    assert [module for module in modules if PAGES.fullmatch(module)] == []


def test_the_tests_themselves_see_what_a_start_would_load(tmp_path: Path) -> None:
    careless = loaded(f"{SERVER}\nimport app.delivery.provider, app.delivery.messages", tmp_path)
    assert careless & HEAVY.keys() == {"authlib", "flask_mail", "joserfc", "requests"}
    assert [module for module in careless if PAGES.fullmatch(module)] != []
