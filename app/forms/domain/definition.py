"""A form as its file defines it: `read_definition` refuses at start-up what could not be shown, checked or sent."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.forms.words import FieldKind
from app.vocabulary.text import folded

#: How long texts are, unless a field says otherwise.
LINE, TEXT = 200, 4000
#: What is never kept as it was typed.
SECRET = frozenset({FieldKind.NAS, FieldKind.ACCOUNT})
#: What `not_after` and `not_before` name besides a field: the day on which the answers are read.
TODAY = "today"


class DefinitionError(ValueError):
    """A definition that cannot serve; the message names the form and what is wrong."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in French and English."""

    fr: str
    en: str

    def text(self, language: str) -> str:
        """What a person reads: French unless `language` is "en"."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a question."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. `when`: it is asked only where another field has one of these values.

    `same_as`: it is typed again, to be sure of it, and not kept. `source`: the text of law that asks for it.
    `fixed`: the request began with it, and nobody types it.
    `discreet`: its answer is read in the request, and left out of what is printed and passed on.
    `among`: it is one of the names that whoever shows it gives under that name.
    """

    name: str
    kind: FieldKind
    words: Words
    hint: Words | None
    required: bool
    when: Mapping[str, frozenset[str]]
    options: tuple[Option, ...]
    longest: int
    not_before: str
    not_after: str
    same_as: str
    exactly: str
    source: str
    fixed: bool
    discreet: bool
    among: str

    @property
    def is_secret(self) -> bool:
        """Whether it is encrypted, and masked once entered."""
        return self.kind in SECRET


@dataclass(frozen=True, slots=True)
class PieceKind:
    """What may be attached. A piece of the `medical` side is kept where no employer's page reads it.

    `write_only`: it is no medical one, and no employer's page gives it back either.
    """

    name: str
    words: Words
    medical: bool
    write_only: bool = False


@dataclass(frozen=True, slots=True)
class FormStep:
    """One page of questions. `help`: what stands beside it."""

    name: str
    words: Words
    help: Words | None
    source: str
    fields: tuple[FormField, ...]
    pieces: tuple[PieceKind, ...] = ()

    @property
    def slug(self) -> str:
        """What an address calls it: its French name."""
        return folded(self.words.fr).replace(" ", "-")


@dataclass(frozen=True)
class FormDefinition:
    """A form of a service, in one version. `prefix` begins the references of what is filed with it.

    `copy`: whom it is about receives a copy from whoever files it. `public`: what a request is called wherever it is
    named, where the name of the form itself would tell too much. `before`: what is said before it is filed, and
    `accept`: what is ticked then. `answer`: what the Commission has so many days for, once it is filed (`%(days)s`).
    `second`: a second person confirms it; `ends`: it ends the request that it is
    about. `needs_file`: it is begun from a file, and from nowhere else.
    """

    form: str
    version: int
    service: str
    prefix: str
    words: Words
    intro: Words
    public: Words | None
    before: Words | None
    answer: Words | None
    accept: Words | None
    needs_file: bool
    second: bool
    ends: bool
    copy: bool
    steps: tuple[FormStep, ...]

    @property
    def name(self) -> Words:
        """What a request is called, in lists, titles, receipts."""
        return self.public or self.words

    @property
    def is_sensitive(self) -> bool:
        """Whether whoever sends it proves anew who they are."""
        return self.second or self.ends

    @cached_property
    def fields(self) -> tuple[FormField, ...]:
        """Every question, in order."""
        return tuple(field for step in self.steps for field in step.fields)

    @cached_property
    def pieces(self) -> Mapping[str, PieceKind]:
        """What may be attached, by name."""
        return {piece.name: piece for step in self.steps for piece in step.pieces}

    def field(self, name: str) -> FormField:
        """The question of that name; KeyError where there is none."""
        return {field.name: field for field in self.fields}[name]

    def number_of(self, slug: str) -> int:
        """The number of the step that an address names, from 1; 0 where there is none."""
        return next((number for number, step in enumerate(self.steps, start=1) if step.slug == slug), 0)


def read_definition(path: Path) -> FormDefinition:
    """Read the definition of a form. Raises DefinitionError."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        found = FormDefinition(
            form=content["form"],
            version=content["version"],
            service=content["service"],
            prefix=content["prefix"],
            words=_words(content),
            intro=Words(content["intro_fr"], content["intro_en"]),
            public=_perhaps(content, "public_"),
            before=_perhaps(content, "before_"),
            answer=_perhaps(content, "answer_"),
            accept=_perhaps(content, "accept_"),
            needs_file=content.get("needs_file", False),
            second=content.get("second", False),
            ends=content.get("ends", False),
            copy=content.get("copy", False),
            steps=tuple(_step(row) for row in content["step"]),
        )
    except (KeyError, ValueError) as error:
        raise DefinitionError(f"{path.name}: {error}") from error
    _check(found, path.name)
    return found


def _words(row: Mapping[str, Any], prefix: str = "") -> Words:
    return Words(row[f"{prefix}fr"], row[f"{prefix}en"])


def _perhaps(row: Mapping[str, Any], prefix: str) -> Words | None:
    return _words(row, prefix) if f"{prefix}fr" in row else None


def _step(row: Mapping[str, Any]) -> FormStep:
    _known(row, {"name", "fr", "en", "help_fr", "help_en", "source", "field", "piece"})
    return FormStep(
        name=row["name"],
        words=_words(row),
        help=_perhaps(row, "help_"),
        source=row.get("source", ""),
        fields=tuple(_field(each) for each in row.get("field", ())),
        pieces=tuple(_piece(each) for each in row.get("piece", ())),
    )


def _piece(row: Mapping[str, Any]) -> PieceKind:
    _known(row, {"name", "side", "fr", "en", "write_only"})
    return PieceKind(row["name"], _words(row), row["side"] == "medical", row.get("write_only", False))


_OF_FIELD = {
    *("name", "kind", "fr", "en", "hint_fr", "hint_en", "required", "when", "options", "longest"),
    *("not_before", "not_after", "same_as", "exactly", "source", "fixed", "discreet", "among"),
}


def _field(row: Mapping[str, Any]) -> FormField:
    _known(row, _OF_FIELD)
    kind = FieldKind(row["kind"])
    return FormField(
        name=row["name"],
        kind=kind,
        words=_words(row),
        hint=_perhaps(row, "hint_"),
        required=row.get("required", False),
        when={name: frozenset(values) for name, values in row.get("when", {}).items()},
        options=tuple(Option(each["value"], _words(each)) for each in row.get("options", ())),
        longest=row.get("longest", TEXT if kind is FieldKind.LONG_TEXT else LINE),
        not_before=row.get("not_before", ""),
        not_after=row.get("not_after", ""),
        same_as=row.get("same_as", ""),
        exactly=row.get("exactly", ""),
        source=row.get("source", ""),
        fixed=row.get("fixed", False),
        discreet=row.get("discreet", False),
        among=row.get("among", ""),
    )


def _known(row: Mapping[str, Any], names: set[str]) -> None:
    if unknown := row.keys() - names:
        raise ValueError(f"{row.get('name')}: {', '.join(sorted(unknown))} is unknown")


def _check(found: FormDefinition, file: str) -> None:
    """Refuse two fields of one name, and what names a field that is not asked before."""
    if mixed := [step.name for step in found.steps if step.fields and step.pieces]:
        raise DefinitionError(f"{file}: {mixed[0]} has fields and attachments, which are sent apart")
    seen: dict[str, FormField] = {}
    for field in found.fields:
        if wrong := "stands twice" if field.name in seen else _wrong(field, seen):
            raise DefinitionError(f"{file}: {field.name} {wrong}")
        seen[field.name] = field


def _wrong(field: FormField, seen: Mapping[str, FormField]) -> str:
    """What does not hold of a field, given those before it; nothing where all does."""
    for name, values in field.when.items():
        if name not in seen:
            return f"depends on {name}, which is not asked before"
        options = {option.value for option in seen[name].options} or {"yes", "no"}
        if not values <= options:
            return f"depends on an answer that {name} does not have"
    for name in (field.not_before, field.not_after, field.same_as):
        if name and name != TODAY and name not in seen:
            return f"is compared with {name}, which is not asked before"
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and not field.options:
        return "has no option"
    return ""
