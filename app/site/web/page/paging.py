"""Where one stands in a long list: what the component `pagination` shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from werkzeug.urls import iri_to_uri


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number of the pagination, or the gap between two."""

    number: int = 0
    href: str = ""
    current: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """The neighbours of a page, and links to some numbers; by key, only the neighbours are known."""

    previous_href: str | None = None
    next_href: str | None = None
    items: tuple[PageLink, ...] = ()


def here_with(**changes: object) -> str:
    """The address of this page with some parameters changed, or removed when None."""
    kept = {name: request.args.getlist(name) for name in request.args if name not in changes}
    query = urlencode({**kept, **{name: value for name, value in changes.items() if value is not None}}, doseq=True)
    return iri_to_uri(request.script_root + request.path) + (f"?{query}" if query else "")


def numbered(number: int, size: int, total: int, href: Callable[[int], str] | None = None) -> Paging:
    """Paging by number, from 1. `href` makes an address; by default this page's, with the parameter `page`."""
    make = href or (lambda n: here_with(page=n if n > 1 else None))
    last = max(1, -(-total // size))
    number = min(max(number, 1), last)
    if last == 1:
        return Paging()
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    items: list[PageLink] = []
    for previous, n in zip([0, *shown], shown, strict=False):
        if n - previous > 1:
            items.append(PageLink(gap=True))
        items.append(PageLink(n, make(n), current=n == number))
    return Paging(make(number - 1) if number > 1 else None, make(number + 1) if number < last else None, tuple(items))
