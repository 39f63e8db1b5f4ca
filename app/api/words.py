"""What a token of certified software may be for."""

from __future__ import annotations

from app.vocabulary.labels import Labelled


class Scope(Labelled):
    """A part of the interface (interfaces, section 9)."""

    SUBMIT = "clinic.submit", "transmettre des formulaires", "send forms"
    READ = "clinic.read", "suivre ce qui est transmis", "follow what was sent"
    MESSAGES = "clinic.messages", "écrire à la CNESST", "write to the CNESST"
