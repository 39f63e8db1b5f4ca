"""Where one stands in a long list."""

from __future__ import annotations

import pytest
from flask import Flask

from app.site.web.page.paging import Paging, here_with, numbered
from tests.web.gallery.fixtures import asked


def shown(paging: Paging) -> str:
    """The numbers as they stand: the current one in brackets, gaps as dots."""
    return " ".join("…" if i.gap else f"[{i.number}]" if i.current else str(i.number) for i in paging.items)


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 0, ""),
        (1, 50, ""),
        (1, 51, "[1] 2"),
        (1, 500, "[1] 2 … 10"),
        (4, 500, "1 … 3 [4] 5 … 10"),
        (10, 500, "1 … 9 [10]"),
        (99, 500, "1 … 9 [10]"),
        (-3, 500, "[1] 2 … 10"),
    ],
)
def test_the_ends_and_the_neighbours_are_shown(gallery: Flask, number: int, total: int, expected: str) -> None:
    with asked(gallery, "/dossiers"):
        assert shown(numbered(number, 50, total)) == expected


def test_a_page_keeps_the_filters_of_its_list(gallery: Flask) -> None:
    with asked(gallery, "/dossiers?q=Côté&etat=a&etat=b&page=2"):
        assert here_with(page=3) == "/dossiers?q=C%C3%B4t%C3%A9&etat=a&etat=b&page=3"
        paging = numbered(2, 50, 120)
    assert paging.previous_href == "/dossiers?q=C%C3%B4t%C3%A9&etat=a&etat=b"
    assert paging.next_href == "/dossiers?q=C%C3%B4t%C3%A9&etat=a&etat=b&page=3"


def test_the_ends_lead_no_further(gallery: Flask) -> None:
    with asked(gallery, "/dossiers"):
        assert numbered(1, 50, 120).previous_href is None
        assert numbered(3, 50, 120).next_href is None
