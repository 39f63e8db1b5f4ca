"""Where a link of a PDF may lead: to what a browser, a mailbox or a telephone opens, and to no file of the reader's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pikepdf

from app.delivery.received.confined.pdf_limits import Refused
from app.delivery.received.words import PdfRefusal

_SHOWN = {"http", "https", "mailto", "tel"}
#: Viewers skip spaces and controls: so do we.
_SKIPPED = re.compile(r"[\x00-\x20\x7f-\x9f]")


def check_link(uri: Any) -> None:
    """Raise Refused if the value of a key /URI leads anywhere else. What is no string is no link."""
    if isinstance(uri, pikepdf.String) and not _only_shows(_SKIPPED.sub("", str(uri))):
        raise Refused(PdfRefusal.LINK_ELSEWHERE)


def _only_shows(address: str) -> bool:
    """Whether an address, absolute or relative, only shows; `\\\\server` and `//server` name another computer."""
    scheme, colon, rest = address.partition(":")
    if not colon or not scheme or any(sign in scheme for sign in "/?#"):
        return not unquote(address).startswith(("/", "\\")) and "\\" not in unquote(address)
    return scheme.lower() in _SHOWN and "\\" not in rest
