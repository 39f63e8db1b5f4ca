"""Commands that answer line by line: one JSON object a line in, one a line out, in order (interfaces, section 4)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

#: The exit status of a run in which a line was not understood.
SOME_LINES_REFUSED = 3


def answer_each_line(answer: Callable[[Any], dict[str, Any]], refusal: type[Exception]) -> None:
    """Answer what stands on each line of the standard input.

    `answer` raises `refusal` with a French sentence for what it does not understand: the line is then `{"error": …}`,
    and the run goes on, to exit 3 at its end.
    """
    output = sys.stdout.buffer
    refused = False
    for line in sys.stdin.buffer:
        answered = _answered(answer, refusal, line)
        refused = refused or "error" in answered
        # A lone surrogate of the input cannot be written in UTF-8; its escape is valid JSON.
        output.write(json.dumps(answered, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        output.flush()
    if refused:
        raise click.exceptions.Exit(SOME_LINES_REFUSED)


class _TwiceGivenError(ValueError):
    """An object names a field twice: which of the two is meant cannot be known."""


def _each_field_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceGivenError(name)
        found[name] = value
    return found


def _answered(answer: Callable[[Any], dict[str, Any]], refusal: type[Exception], line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_each_field_once)
    except UnicodeDecodeError:
        return {"error": "La ligne n'est pas en UTF-8."}
    except _TwiceGivenError as error:
        return {"error": f"Le champ « {error} » est donné deux fois."}
    except (ValueError, RecursionError):
        return {"error": "La ligne n'est pas un objet JSON."}
    try:
        return answer(given)
    except refusal as error:
        return {"error": str(error)}
