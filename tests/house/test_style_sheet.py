"""The style sheet that is served is the one that its sources make."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.house.source import ROOT
from tests.servers.process import find_program

SOURCES = ROOT / "static" / "scss"


def test_the_style_sheet_is_compiled_from_its_sources(tmp_path: Path) -> None:
    made = tmp_path / "relais.css"
    sass = SOURCES / "node_modules" / "sass" / "sass.js"
    options = ["--style=compressed", "--no-source-map", "--load-path=node_modules"]
    subprocess.run([find_program("node"), sass, *options, "relais.scss", made], cwd=SOURCES, check=True)
    served = ROOT / "static" / "css" / "relais.css"
    assert made.read_bytes() == served.read_bytes(), "the style sheet is not up to date: make css"
