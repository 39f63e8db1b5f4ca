"""One word a gesture: what people read holds none of the words that docs/GLOSSARY.md sets aside."""

from __future__ import annotations

import re

import pytest

from app.site.web.page.language import messages_of
from tests.house.source import ROOT, text

TITLE = "## One word a gesture"


def set_aside() -> list[str]:
    """The patterns after each *never* of the list."""
    listed = text(ROOT / "docs" / "GLOSSARY.md").partition(TITLE)[2].partition("\n## ")[0]
    return [
        pattern for line in listed.split("\n- ")[1:] for pattern in re.findall(r"`([^`]+)`", line.split("Never:")[1])
    ]


@pytest.mark.parametrize("pattern", set_aside())
def test_no_message_says_it_by_another_word(pattern: str) -> None:
    wrong = re.compile(pattern, re.IGNORECASE)
    assert [message for message in messages_of(ROOT) if wrong.search(message)] == []


def test_each_line_of_the_list_sets_something_aside() -> None:
    assert len(set_aside()) > 5
