"""How days, instants, numbers, words and the rows of tables are written on a page, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from app.clock import QUEBEC
from app.site.web.page.language import language, typeset
from app.vocabulary.accounts import Space
from app.vocabulary.labels import Labelled
from app.vocabulary.language import Language
from app.vocabulary.passwords import by_four

SPACE = "\u00a0"
MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
UNITS = {"fr": ("o", "Ko", "Mo", "Go"), "en": ("B", "KB", "MB", "GB")}

#: What a template opens inside a table. What people typed is escaped: it opens nothing.
_OPENED = re.compile(r'<(tr|th|td)(?: class="([^"]*)")?(?=[ >])')


class French(str):
    """A text in French whatever the page: a document's title, a rule's source, the name of a space.

    An English page writes it with `lang="fr"` (WCAG 3.1.2). Where no HTML can stand, as in a file, it is a text.
    """

    __slots__ = ()
    lang = Language.FR.value

    def __html__(self) -> Markup:
        text = escape(str(self))
        return text if language() == Language.FR else Markup('<span lang="fr">{}</span>').format(text)


def with_breaks(text: str) -> Markup:
    """An e-mail address that a narrow column cuts beside its signs, never inside a word; any other text as it is."""
    if "@" not in text or " " in text:
        return escape(text)
    return Markup("<wbr>").join(re.split(r"(?<=[@.])", text))


def public_source(text: str) -> French:
    """A source by its public name: « 001 » is what the tables of rules call the text « Mon espace employeur »."""
    return French(typeset(re.sub(r"\b001(?=,)", "CNESST, Mon espace employeur", text)))


def day(value: date | None) -> str:
    """« 3 février 2020 », « 1er février 2020 »; "3 February 2020". Nothing for None."""
    return "" if value is None else day_in(value, language())


@lru_cache(maxsize=4096)
def day_in(value: date, code: str) -> str:
    """As `day`, in a language that is known: long lists ask for it once."""
    number = "1er" if code == "fr" and value.day == 1 else str(value.day)
    return f"{number}{SPACE}{MONTHS[code][value.month - 1]} {value.year}"


def instant(value: datetime | None) -> str:
    """« 3 février 2020 à 14 h 05 », "3 February 2020 at 14:05", in Quebec time. Nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(QUEBEC)
    if language() == "en":
        return f"{day(local.date())} at{SPACE}{local:%H:%M}"
    return f"{day(local.date())} à{SPACE}{local.hour}{SPACE}h{SPACE}{local:%M}"


def neq(value: str) -> str:
    """The ten digits of an enterprise number, as people read them aloud: 1100 123 456."""
    return SPACE.join((value[:4], value[4:7], value[7:])) if len(value) == 10 else value


def file_no(value: str) -> str:
    """The nine digits of a compensation file, three by three."""
    return SPACE.join((value[:3], value[3:6], value[6:])) if len(value) == 9 else value


def number(value: int) -> str:
    """5 000 in French, 5,000 in English."""
    return f"{value:,}".replace(",", "," if language() == "en" else SPACE)


def size(value: int) -> str:
    """A number of bytes: « 1,2 Mo », "1.2 MB"."""
    units = UNITS[language()]
    amount, unit = float(value), 0
    while amount >= 1000 and unit < len(units) - 1:
        amount, unit = amount / 1000, unit + 1
    text = f"{amount:.1f}" if unit and amount < 10 else f"{amount:.0f}"
    return f"{text if language() == 'en' else text.replace('.', ',')}{SPACE}{units[unit]}"


def label(member: Labelled) -> str:
    """What a person reads for a member of the vocabulary. The name of a space is French in both languages."""
    text = member.label(language())
    return French(text) if isinstance(member, Space) else text


def under(rows: Markup, heads: Sequence[str], numeric: Collection[int] = ()) -> Markup:
    """The rows of a table, each cell with its class, its role and the head of its column, which a card shows."""
    labels = [escape(head) for head in heads]
    column = 0

    def dressed(opened: re.Match[str]) -> str:
        nonlocal column
        kind, own = opened[1], f" {opened[2]}" if opened[2] else ""
        if kind == "tr":
            column = 0
            return f'<tr class="govuk-table__row{own}" role="row"'
        label, figures = labels[column], " govuk-table__cell--numeric" if column in numeric else ""
        column += 1
        if kind == "th":
            return f'<th class="govuk-table__header{own}" scope="row" role="rowheader"'
        return f'<td class="govuk-table__cell{figures}{own}" role="cell" data-label="{label}"'

    return Markup(_OPENED.sub(dressed, escape(rows)))  # noqa: S704 - what is not markup has just been escaped


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters.update(
        day=day,
        instant=instant,
        neq=neq,
        file_no=file_no,
        number=number,
        bytes=size,
        label=label,
        french=French,
        source=public_source,
        under=under,
        by_four=by_four,
        with_breaks=with_breaks,
    )
