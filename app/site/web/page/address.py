"""What the address of a request may say: numbers that a database can hold, and no zero byte."""

from __future__ import annotations

from flask import Flask, abort, request

#: The largest number of a row.
LARGEST = 2**31 - 1
#: Pages are counted, fifty rows or so each: there is never one beyond this.
LAST_PAGE = 1_000_000


def page_number() -> int:
    """The page asked for, from 1."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def row_number(name: str) -> int | None:
    """The number of a row that a parameter gives; None for what cannot be one."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= LARGEST else None


def refuse_zero_bytes() -> None:
    """PostgreSQL keeps none in a text: nothing that it could find has one."""
    words = (request.path, *request.args, *(value for values in request.args.listvalues() for value in values))
    if any("\0" in word for word in words):
        abort(404)


def register(app: Flask) -> None:
    """Look at each address before anything else does."""
    app.before_request(refuse_zero_bytes)
