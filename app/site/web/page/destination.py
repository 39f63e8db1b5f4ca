"""Where a person goes after signing in: a page of ours that they asked for, never another site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import request

#: Browsers read a backslash as a slash, and drop tabs and line ends: none may stand in a destination.
_FORBIDDEN = re.compile(r"[\\\x00-\x20\x7f]")
_LONGEST = 500


def safe_next(text: str | None) -> str:
    """The path (with its query) if it is one of this site, else an empty text."""
    if not text or len(text) > _LONGEST or _FORBIDDEN.search(text):
        return ""
    if not text.startswith("/") or text.startswith("//"):
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text


def asked_for() -> str:
    """The page being asked for, to come back to; empty for what is not a page (a form being sent)."""
    if request.method not in {"GET", "HEAD"}:
        return ""
    query = request.query_string.decode("ascii", "replace")
    return safe_next(f"{request.path}?{query}" if query else request.path)
