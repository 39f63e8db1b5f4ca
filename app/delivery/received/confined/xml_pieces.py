"""XML by pieces: weighed first, without parsing; then parsed, each element going to a reader as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from app.delivery.received.confined.table_limits import Refused
from app.vocabulary.personnel import TableProblem

#: How far apart two tags may stand: a text of a cell has 32,767 characters at most, whichever way each is written.
LONGEST = 512 * 2**10
ENCODINGS = {None, "utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"}
_DOCUMENT_TYPE = b"<!DOCTYPE"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a part may hold: bytes once inflated, and tags (None: they are not counted, the part is never parsed)."""

    unpacked: int
    tags: int | None = None


class Reader(Protocol):
    """What takes elements as they come, by their local names, whatever their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some text of the element, or a part of it."""


def weigh(pieces: Iterable[bytes], most: Weight) -> None:
    """Raise Refused for a part that holds too much, or a document type. Nothing is kept but the latest piece."""
    unpacked, tags, apart, before = 0, 0, 0, b""
    for piece in pieces:
        unpacked += len(piece)
        tags += piece.count(b"<")
        apart = _apart(piece, apart, counted=most.tags is not None)
        # In UTF-16 every other byte of these signs is zero.
        seen = (before + piece).translate(None, b"\0")
        if _DOCUMENT_TYPE in seen:
            raise Refused(TableProblem.NOT_A_TABLE)
        before = piece[-2 * len(_DOCUMENT_TYPE) :]
        if unpacked > most.unpacked or apart > LONGEST or (most.tags is not None and tags > most.tags):
            raise Refused(TableProblem.TOO_MUCH_INSIDE)


def _apart(piece: bytes, before: int, *, counted: bool) -> int:
    """How many bytes have passed since the last tag began."""
    last = piece.rfind(b"<") if counted else 0
    return before + len(piece) if last < 0 else len(piece) - last


def parse(pieces: Iterable[bytes], reader: Reader) -> Iterator[None]:
    """Give each element to a reader; yields after each piece. Raises Refused for what is not plain XML."""
    parser = _parser(reader)
    given = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            given += len(piece)
            # What is not complete is parsed again from its beginning with each piece, a comment full of tags too.
            if given - parser.CurrentByteIndex > LONGEST:
                raise Refused(TableProblem.TOO_MUCH_INSIDE)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise Refused(TableProblem.NOT_A_TABLE) from error


def _parser(reader: Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _refuse
    local = _LocalNames()
    parser.StartElementHandler = lambda name, attributes: reader.start(local[name], attributes)
    parser.EndElementHandler = lambda name: reader.end(local[name])
    parser.CharacterDataHandler = reader.text
    return parser


class _LocalNames(dict[str, str]):
    """Names without their namespace; each is cut once, as long as they are few."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(self) < 1000:
            self[name] = local
        return local


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    """Other encodings could hide from `weigh` where a tag begins."""
    if encoding not in ENCODINGS and str(encoding).lower() not in ENCODINGS:
        raise Refused(TableProblem.NOT_A_TABLE)


def _refuse(*_arguments: object) -> None:
    raise Refused(TableProblem.NOT_A_TABLE)
