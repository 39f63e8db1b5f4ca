"""Sending a PDF: in pieces, under a policy that lets it do nothing, with a name that says nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

from flask import Response

from app.papers.actions.openings import OpenedPaper

PIECE = 64 * 1024
#: The browser's own viewer draws the PDF; whatever the PDF holds runs nowhere, loads nothing, belongs to no site.
POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


def neutral_name(deposited_on: date, public_id: str = "") -> str:
    """A file name without worker, number or title: « document-2020-03-02-7K3Q.pdf ».

    The end of its reference tells it from the others of that day.
    """
    end = f"-{public_id[-4:]}" if public_id else ""
    return f"document-{deposited_on.isoformat()}{end}.pdf"


def send_pdf(paper: OpenedPaper, name: str, *, download: bool) -> Response:
    """The PDF, shown in the browser or kept by it."""
    response = _answer(name, download=download, size=paper.size)
    response.response = _pieces(paper.file)
    response.call_on_close(paper.file.close)
    return response


def send_bytes(pdf: bytes, name: str) -> Response:
    """A PDF that was made for this answer, to keep."""
    response = _answer(name, download=True, size=len(pdf))
    response.data = pdf
    return response


def announce_pdf(size: int, name: str, *, download: bool) -> Response:
    """The same headers without the content, for a HEAD request: nothing is opened."""
    return _answer(name, download=download, size=size)


def _answer(name: str, *, download: bool, size: int) -> Response:
    disposition = "attachment" if download else "inline"
    return Response(
        mimetype="application/pdf",
        headers={
            "Content-Security-Policy": POLICY,
            "Content-Disposition": f'{disposition}; filename="{name}"',
            "Content-Length": str(size),
            "Accept-Ranges": "none",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Robots-Tag": "noindex",
        },
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
