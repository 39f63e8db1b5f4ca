"""Words pinned to the letter: a change of an e-mail or of a letter shows in a review as a change of its golden file.

`UPDATE_GOLDEN=1 pytest tests/delivery` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    """Compare with the golden file of that name; write it instead when asked to."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name} differs from its golden file"


#: Below what an example is given, what it says.
MARK = "-" * 20 + "\n"


def head(name: str) -> str:
    """What stands above the mark in the golden file of that name."""
    return (GOLDEN / name).read_text(encoding="utf-8").partition(MARK)[0]


def check_below_head(name: str, text: str) -> None:
    """Compare with what stands below the mark."""
    check(name, head(name) + MARK + text)
