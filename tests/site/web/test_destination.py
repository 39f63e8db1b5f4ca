"""After signing in one comes back to a page of this site, whatever the address says."""

from __future__ import annotations

import pytest

from app.site.web.page.destination import safe_next


@pytest.mark.parametrize("path", ["/", "/dossiers", "/dossiers/abc-_9?tri=jour&page=2", "/r%C3%A8gles#table"])
def test_a_page_of_ours_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "dossiers",
        "https://ailleurs.example/",
        "//ailleurs.example",
        "///ailleurs.example",
        "/\\ailleurs.example",
        "\\\\ailleurs.example",
        "/\t/ailleurs.example",
        "/\n/ailleurs.example",
        " /dossiers",
        "/dossiers\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "http:/dossiers",
        "/" + "x" * 600,
    ],
)
def test_anything_else_is_forgotten(text: str | None) -> None:
    assert safe_next(text) == ""
