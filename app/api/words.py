"""What a token of certified software may be for."""

from __future__ import annotations

from app.vocabulary.labels import Labelled


class Scope(Labelled):
    """A part of the interface (interfaces, section 9)."""

    SUBMIT = "clinic.submit", "Transmettre des formulaires", "Send forms"
    READ = "clinic.read", "Suivre ce qui est transmis", "Follow what was sent"
    MESSAGES = "clinic.messages", "Écrire à la CNESST", "Write to the CNESST"
