"""Tables, constraints, relations; no business verbs. One file per noun."""

from app.models import (
    access,
    accounts,
    audit,
    documents,
    emails,
    employers,
    files,
    letters,
    notices,
    people,
    recipients,
    signin,
    staff,
    withdrawals,
    workers,
)

__all__ = [
    "access",
    "accounts",
    "audit",
    "documents",
    "emails",
    "employers",
    "files",
    "letters",
    "notices",
    "people",
    "recipients",
    "signin",
    "staff",
    "withdrawals",
    "workers",
]
