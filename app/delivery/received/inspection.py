"""Inspection of incoming PDFs: really a PDF, whole, open to everybody, inert, and of a reasonable size.

Nothing is repaired and nothing is removed: what does not pass is refused with one reason. The parsing itself is done by
a confined process (`app.delivery.received.confined.pdf`), which a hostile file may at most break.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flask import Flask

from app.delivery.documents import sha256_of
from app.delivery.received.confined.asking import Bounds, Confined, NotStarted, Overwhelmed
from app.delivery.received.confined.pdf_limits import MEGABYTE, Limits, Refused
from app.delivery.received.words import PdfRefusal

__all__ = ["Inspection", "Inspector", "Limits", "PdfRefused", "get_inspector", "inspect"]

#: The largest honest file that is known takes a fifth of this.
_PARSER = Confined("app.delivery.received.confined.pdf:judge", Bounds(memory=768 * MEGABYTE, processor=10, seconds=60))


class PdfRefused(Refused):
    """An incoming PDF does not pass; `code` says why, in both languages."""

    @property
    def says_fr(self) -> str:
        """The reason, one sentence in French."""
        return self.code.fr

    @property
    def says_en(self) -> str:
        """The reason, one sentence in English."""
        return self.code.en


@dataclass(frozen=True, slots=True)
class Inspection:
    """A PDF that passed: number of pages, SHA-256 (hexadecimal), size in bytes."""

    pages: int
    sha256: str
    size: int


def inspect(content: bytes | Path, limits: Limits | None = None) -> Inspection:
    """Inspect a PDF, given as bytes or as the path of a file. Raises PdfRefused; garbage never raises anything else."""
    limits = limits or Limits()
    data = _read(content, limits)
    return _inspected(data, sha256_of(data), limits)


def _read(content: bytes | Path, limits: Limits) -> bytes:
    if isinstance(content, Path):
        with content.open("rb") as file:
            content = file.read(limits.max_bytes + 1)
    if len(content) > limits.max_bytes:
        raise PdfRefused(PdfRefusal.TOO_LARGE)
    return content


def _inspected(data: bytes, sha256: str, limits: Limits) -> Inspection:
    try:
        said = _PARSER.ask(asdict(limits), data)
    except Overwhelmed as error:
        raise PdfRefused(PdfRefusal.TOO_COMPLEX) from error
    except NotStarted as error:
        raise PdfRefused(PdfRefusal.NOT_CHECKED) from error
    if "refused" in said:
        raise PdfRefused(PdfRefusal(said["refused"]))
    return Inspection(int(said["pages"]), sha256, len(data))


@dataclass
class Inspector:
    """Inspects many PDFs, remembering the latest verdicts: the same content is often deposited again."""

    limits: Limits = field(default_factory=Limits)
    remembered: int = 4096
    _verdicts: OrderedDict[str, Inspection | PdfRefusal] = field(default_factory=OrderedDict, repr=False)

    def inspect(self, content: bytes | Path) -> Inspection:
        """As `inspect`, under this inspector's limits."""
        data = _read(content, self.limits)
        key = sha256_of(data)
        verdict = self._verdicts.pop(key, None) or self._judge(data, key)
        if verdict is not PdfRefusal.NOT_CHECKED:
            self._verdicts[key] = verdict
        if len(self._verdicts) > self.remembered:
            self._verdicts.popitem(last=False)
        if isinstance(verdict, PdfRefusal):
            raise PdfRefused(verdict)
        return verdict

    def _judge(self, data: bytes, sha256: str) -> Inspection | PdfRefusal:
        try:
            return _inspected(data, sha256, self.limits)
        except PdfRefused as refused:
            return refused.code


def get_inspector(app: Flask) -> Inspector:
    """A new inspector under the application's limits (DOCUMENT_MAX_BYTES, DOCUMENT_MAX_PAGES)."""
    return Inspector(
        Limits(max_bytes=app.config["DOCUMENT_MAX_BYTES"], max_pages=app.config["DOCUMENT_MAX_PAGES"]),
    )
