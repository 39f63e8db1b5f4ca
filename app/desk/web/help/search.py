"""Finding in the help: its own sections, those whose words answer, in the language of the page."""

from __future__ import annotations

import re

from flask import render_template
from markupsafe import Markup

from app.vocabulary.text import folded

#: Longer than any question; beyond, nothing is read.
LONGEST = 100
_SECTIONS = ("pages/help/_how.html", "pages/help/_questions.html")


def answering(search: str) -> tuple[Markup, ...]:
    """The sections that hold every word, accents and capitals aside; none where nothing is asked."""
    wanted = folded(search[:LONGEST]).split()
    if not wanted:
        return ()
    whole = "".join(render_template(name) for name in _SECTIONS)
    sections = re.split(r"(?=<h3)", whole)[1:]
    # The heading of the second part ends the last section of the first; each name is given to one place of a page.
    bare = (re.sub(r'<h2.*| id="[^"]*"', "", section, flags=re.DOTALL) for section in sections)
    found = [Markup(section) for section in bare]  # noqa: S704 (our own templates)
    return tuple(section for section in found if all(word in folded(section.striptags()) for word in wanted))
