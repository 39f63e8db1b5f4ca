"""Where one stands in a long list, and in what order: what the component `pagination` and the heads of a table show.

A reader sorts by a column: the address says `tri=name`, or `tri=-name` for the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup, escape
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


#: Where one stands in a list: another order begins at its beginning.
PLACE = ("page", "apres", "avant", "after", "before")


@dataclass(frozen=True, slots=True)
class Sorting:
    """The column that orders a list, and whether it runs the other way round than it does at first."""

    by: str
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A head that sorts by its column. `sorted`: what `aria-sort` says, empty for the other columns."""

    text: str
    href: str
    sorted: str = ""

    def __html__(self) -> Markup:
        return escape(self.text)

    def __str__(self) -> str:
        return self.text


def sorting(columns: Collection[str], first: str) -> Sorting:
    """Read the address: one of the columns, or the one that is sorted by unless another is asked for."""
    asked = request.args.get("tri", "")
    by = asked.removeprefix("-")
    return Sorting(by, asked.startswith("-")) if by in columns else Sorting(first)


def head(text: str, by: str, now: Sorting, *, descends: bool = False) -> Head:
    """Make the head of a column: a second click turns the order. `descends`: its first order is the greatest first."""
    current = now.by == by
    way = "descending" if descends != now.reversed else "ascending"
    turned = f"-{by}" if current and not now.reversed else by
    return Head(text, here_with(tri=turned, **dict.fromkeys(PLACE)), way if current else "")
