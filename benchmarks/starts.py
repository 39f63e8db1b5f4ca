"""The start of a server and of a command, in processor seconds, and what each imports.

Beside them, what no portal of this kind can do without: Flask with SQLAlchemy. Each start is a process of its own; the
best of several counts, since a busy machine only ever adds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
SHOWN = 12
TELL = """
import json, resource, sys
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([usage.ru_utime, sorted(sys.modules)]), file=sys.stderr)
"""
COMMAND = """
from flask.cli import FlaskGroup
FlaskGroup().main(["--app", "wsgi", {words}], standalone_mode=False)
"""
STARTS = {
    "import wsgi, as a server does": "import wsgi",
    "flask rules explain": COMMAND.format(words='"rules", "explain"'),
    "flask codes --help": COMMAND.format(words='"codes", "--help"'),
    "flask, flask_sqlalchemy alone": "import flask, flask_sqlalchemy",
}


def start(code: str, folder: str) -> tuple[float, list[str]]:
    """One start: its user seconds, and every module that it imported."""
    environment = {**os.environ, "RELAIS_DATA": folder, "RELAIS_ENV": "test", "SECRET_KEY": "benchmark"}
    done = subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-c", code + TELL], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    seconds, modules = json.loads(done.stderr.splitlines()[-1])
    return seconds, modules


def packages(modules: list[str]) -> str:
    """The packages that brought most modules."""
    brought = Counter(module.split(".")[0] for module in modules)
    return ", ".join(f"{name} {number}" for name, number in brought.most_common(SHOWN))


def run(rounds: int = ROUNDS) -> dict[str, float]:
    """Start each in turn, and print the best of its starts."""
    best: dict[str, float] = {}
    brought: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # The first round also compiles what was never imported: it is not counted.
        for number in range(rounds + 1):
            for name, code in STARTS.items():
                seconds, brought[name] = start(code, folder)
                if number:
                    best[name] = min(best.get(name, seconds), seconds)
    print(f"Starts  (user seconds, best of {rounds}, interleaved)")
    for name, seconds in best.items():
        print(f"  {name:<30} {seconds:5.2f}   {len(brought[name]):5} modules: {packages(brought[name])}")
    return best
