"""Made-up papers for the demonstration, as PDF/UA by typst: decisions, letters, statements, medical reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from app.delivery.post.typesetting import TEMPLATES as LETTERS

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "demo"


class SpecimenPress:
    """Renders specimens; keeps its compiler, so that each costs a few milliseconds after the first."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[LETTERS / "fonts"])
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts)

    def render(self, specimen: str, values: Mapping[str, Any], issued_on: date) -> bytes:
        """One paper by the template `specimen`; the same values give the same bytes."""
        quoted = json.dumps(values, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
        source = f'#import "/{specimen}.typ": specimen\n#specimen(json(bytes("{quoted}")))'
        midnight = datetime.combine(issued_on, time(), UTC)
        pdf = self._compiler.compile(
            input=source.encode(), format="pdf", pdf_standards="ua-1", timestamp=int(midnight.timestamp())
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst returned no PDF")
        return pdf
