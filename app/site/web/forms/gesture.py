"""What every page that confirms a gesture holds: `pages/gestures/confirm.html` and those that extend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.site.web.forms.fields import Form

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GesturePage:
    """A gesture to confirm: on whom or what, what it changes, what it asks, and the way back.

    `values` are what was chosen on the page before; `kind` is the button's.
    """

    title: str
    caption: str
    form: Form
    button: str
    back_href: str
    rows: Pairs = ()
    sentences: tuple[str, ...] = ()
    kind: str = "warning"
    values: Pairs = ()


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A gesture that the link of a message leads to. Without a button, it is done, or the link serves no more."""

    title: str
    sentences: tuple[str, ...]
    button: str = ""
    rows: Pairs = ()
    kind: str = "warning"
    enter_href: str = ""
