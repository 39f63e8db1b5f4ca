"""What is signed: one canonical text of a request, and its digest. The same values always give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.forms.domain.definition import FormDefinition
from app.forms.domain.reading import Values
from app.forms.domain.values import Answer, masked, plain


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces, in UTF-8: two equal contents are one text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def shown_digest(
    answers: Mapping[str, Answer], secrets: Mapping[str, str], pieces: Sequence[str], reckoned: Mapping[str, Any]
) -> str:
    """What a page was shown, in 64 signs: whoever files signs this, and nothing else.

    `secrets`: the digest of what is kept of each; `pieces`: the SHA-256 of each, in order; `reckoned`: the
    amount with its lines, which a rule that changes meanwhile makes another.
    """
    return digest_of(canonical({"answers": answers, "secrets": secrets, "pieces": list(pieces), "reckoned": reckoned}))


@dataclass(frozen=True, slots=True)
class SentPiece:
    """An attachment as a filing names it. `side`: employer or medical; `size` is in bytes."""

    name: str
    kind: str
    side: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything that a filing says (interfaces, section 7), before its canonical text is made."""

    form: FormDefinition
    reference: str
    neq: str
    space: str
    file_no: str | None
    filed_at: datetime
    filed_by: str
    mandate: str | None
    revision: int
    rules: Mapping[str, str]
    values: Values
    amount: str | None
    pieces: Sequence[SentPiece]
    supersedes: str | None
    reasons: Mapping[str, str]

    def text(self) -> str:
        """The canonical JSON. Secrets are masked: what opens them stands apart."""
        return canonical(
            {
                "reference": self.reference,
                "service": self.form.service,
                "form": self.form.form,
                "form_version": self.form.version,
                "neq": self.neq,
                "space": self.space,
                "file_no": self.file_no,
                "filed_at": instant_text(self.filed_at),
                "filed_by": self.filed_by,
                "mandate": self.mandate,
                "revision": self.revision,
                "rules": dict(self.rules),
                "answers": plain_answers(self.form, self.values),
                "amount": self.amount,
                "pieces": [
                    {
                        "name": piece.name,
                        "kind": piece.kind,
                        "side": piece.side,
                        "sha256": piece.sha256,
                        "size": piece.size,
                        "pages": piece.pages,
                    }
                    for piece in self.pieces
                ],
                "supersedes": self.supersedes,
                "reasons": dict(self.reasons),
            }
        )


def plain_answers(form: FormDefinition, values: Values) -> dict[str, Any]:
    """The values as JSON carries them, secrets masked; what is only typed again is left out."""
    return {
        field.name: masked(values[field.name]) if field.is_secret else plain(values[field.name])
        for field in form.fields
        if field.name in values and not field.same_as
    }


def instant_text(at: datetime) -> str:
    """An instant in UTC, to the microsecond: 2026-03-05T21:04:05.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
