"""The forms of clinics, by name. Each begins with the same envelope: who sends it, for which file, who signs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from app.clinics.words import ClinicForm
from app.forms.domain.definition import FormDefinition, read_definition

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"


@cache
def form_of(form: ClinicForm) -> FormDefinition:
    """The definition of a form, its envelope first."""
    envelope = read_definition(DEFINITIONS / "envelope.toml")
    own = read_definition(DEFINITIONS / f"{form}.toml")
    return replace(own, steps=(*envelope.steps, *own.steps))
