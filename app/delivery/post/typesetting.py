"""Setting papers as PDF, by typst: PDF/UA-1 and PDF/A-2a together, the same bytes for the same values.

The templates stand in `templates/letters` with the fonts beside them: nothing of the system is used. Values go in as
JSON and are set as text, so nothing that a person typed is ever read as markup.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "letters"
_STANDARDS: list[Any] = ["ua-1", "a-2a"]


class Typesetter:
    """Keeps fonts and compilers: what typst remembers of one paper makes the next one quicker."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self.templates = templates
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[templates / "fonts"]
        )
        self._local = threading.local()

    def set(self, template: str, values: Mapping[str, Any], at: datetime) -> bytes:
        """The PDF that the function `compose` of a template makes of values, dated as of an instant."""
        quoted = json.dumps(values, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
        source = f'#import "/{template}": compose\n#compose(json(bytes("{quoted}")))'
        pdf = self._compiler().compile(
            input=source.encode(), format="pdf", pdf_standards=_STANDARDS, timestamp=int(at.timestamp())
        )
        if not isinstance(pdf, bytes):
            raise TypeError("typst returned no PDF")
        return pdf

    def _compiler(self) -> typst.Compiler:
        """This thread's compiler: one cannot serve two threads at once."""
        if not hasattr(self._local, "compiler"):
            self._local.compiler = typst.Compiler(root=self.templates, font_paths=self._fonts)
        compiler: typst.Compiler = self._local.compiler
        return compiler


@cache
def get_typesetter() -> Typesetter:
    """The one of this process: its fonts are read once, and what it set last helps with what comes next."""
    return Typesetter()
