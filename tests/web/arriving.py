"""Leaving for an identity provider and coming back, as a browser does."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.web.page_client import Page, PageClient

NEQ = "1100000008"
CLICSEQUR, STAFF = "/connexion/clicsequr", "/connexion/personnel"


def leave(client: PageClient, door: str = CLICSEQUR) -> str:
    """Where a door sends the browser."""
    return str(client.get(door, follow=False, status=302).response.headers["Location"])


def arrive(client: PageClient, query: dict[str, str], status: int = 200, follow: bool = True) -> Page:
    """Come back from the provider."""
    return client.get("/connexion/retour", query_string=query, status=status, follow=follow)


def returned(address: str) -> dict[str, str]:
    """What the provider put in the address of the callback."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
