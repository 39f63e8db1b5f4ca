"""Walking through the portal by its links, as somebody who clicks everywhere would: one page of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

#: Reads the page at an address, and returns the addresses of its links.
Visit = Callable[[str], Iterable[str]]


class Map:
    """Which page an address leads to, by the portal's own routes."""

    def __init__(self, app: Flask) -> None:
        self._adapter = app.url_map.bind("127.0.0.1")

    def endpoint(self, address: str) -> str | None:
        """The endpoint that answers a GET at this path; None for another site, or for nothing."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        try:
            return str(self._adapter.match(parts.path, method="GET")[0])
        except HTTPException:
            return None


def crawl(start: Iterable[str], visit: Visit, pages: Map, leave_out: set[str]) -> dict[str, str]:
    """Visit `start`, then one address of each endpoint that can be reached from there; returns them, by endpoint."""
    found: dict[str, str] = {}
    wanted = list(start)
    waiting = list(wanted)
    while waiting:
        address = waiting.pop(0)
        endpoint = pages.endpoint(address)
        if endpoint is None or endpoint in leave_out or (endpoint in found and address not in wanted):
            continue
        found.setdefault(endpoint, address)
        wanted = [each for each in wanted if each != address]
        waiting += [urljoin(address, link).partition("#")[0] for link in visit(address)]
    return found
