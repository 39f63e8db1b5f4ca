"""What shows through the window of a letter's envelope."""

from __future__ import annotations

import subprocess
from pathlib import Path

from app.delivery.post.letters import Box, read_profile

#: Ten dots a millimetre.
DOTS = 254


def lines_inside(pdf: Path, box: Box) -> list[str]:
    """The lines of the first page that stand in a rectangle, as poppler sees them."""
    left, top, right, bottom = (round(10 * edge) for edge in (box.left, box.top, box.right, box.bottom))
    crop = ["-x", left, "-y", top, "-W", right - left, "-H", bottom - top]
    command = ["pdftotext", "-f", "1", "-l", "1", "-r", DOTS, "-layout", *crop, pdf, "-"]
    run = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return [line.strip() for line in run.stdout.splitlines() if line.strip()]


def address_in_window(pdf: Path) -> list[str]:
    """The lines that show through the window: all of them stand where they show in every position of the sheet."""
    profile = read_profile()
    shown = lines_inside(pdf, profile.window)
    assert shown == lines_inside(pdf, profile.address)
    return shown
