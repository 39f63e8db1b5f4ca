"""Whether rights may be granted yet: until that day, what leads there says when instead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app import clock
from app.resolver.domain.rules import opens_on
from app.site.web.page.filters import day

if TYPE_CHECKING:
    from flask import Flask


def granting_opens() -> str:
    """When granting opens, in a sentence to read in the place of a button; empty once it has."""
    opens, today = opens_on("granting"), clock.today()
    if today >= opens:
        return ""
    if today + timedelta(days=1) == opens:
        return str(_("L'attribution des droits ouvre demain, le %(day)s.", day=day(opens)))
    return str(_("L'attribution des droits ouvre le %(day)s.", day=day(opens)))


def register(app: Flask) -> None:
    """Let the templates ask."""
    app.jinja_env.globals["granting_opens"] = granting_opens
