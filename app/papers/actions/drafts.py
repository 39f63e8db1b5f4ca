"""What an agent has prepared and not confirmed yet: a paper with its PDF put aside, or an imputation.

A draft belongs to one person and lasts two hours. It is nothing in the database: until it is confirmed, nothing has
happened. Its `external_id` is made with it, so that confirming twice records once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from app import clock
from app.delivery.received.inspection import PdfRefused, get_inspector
from app.delivery.received.uploads import UploadFolder, get_uploads
from app.papers.actions.openings import OpenedPaper
from app.vocabulary import delays
from app.vocabulary.documents import Category, DocumentKind

__all__ = ["DepositDraft", "Imputing", "PdfRefused", "Upload", "describe_deposit", "describe_imputation"]

#: What the browser's own deposits are called beside those of the feeds.
PREFIX = "web-"


@dataclass(frozen=True, slots=True)
class Upload:
    """A PDF that passed the inspection and was put aside. `size` is in bytes."""

    token: str
    name: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class DepositDraft:
    """A paper ready to be deposited. `issued_on` is a Quebec day; `answers`: the reference of a request, if any."""

    upload: Upload
    employer_id: int
    file_id: int
    kind: DocumentKind
    category: Category
    title: str
    issued_on: date
    review_days: int | None
    answers: str = ""

    @property
    def external_id(self) -> str:
        """What makes the deposit unique, however often it is confirmed."""
        return external_id_of(self.upload.token)


@dataclass(frozen=True, slots=True)
class Imputing:
    """A file ready to be imputed to an employer from a Quebec day on."""

    token: str
    employer_id: int
    file_id: int
    imputed_on: date

    @property
    def external_id(self) -> str:
        """What makes the imputation unique, however often it is confirmed."""
        return external_id_of(self.token)


def external_id_of(token: str) -> str:
    """The external identifier of what a draft becomes."""
    return PREFIX + token


def _folder() -> UploadFolder:
    return get_uploads(current_app._get_current_object())  # type: ignore[attr-defined]


def receive_pdf(content: bytes, name: str, owner: str) -> Upload:
    """Inspect a PDF that arrived and put it aside; what others left for too long is removed. Raises PdfRefused."""
    inspection = get_inspector(current_app._get_current_object()).inspect(content)  # type: ignore[attr-defined]
    folder = _folder()
    folder.sweep(clock.ticking() - delays.DRAFT)
    upload = Upload(folder.new(), name[:200], inspection.sha256, inspection.size, inspection.pages)
    folder.keep(upload.token, owner, {"upload": asdict(upload)}, clock.ticking(), content)
    return upload


def find_upload(token: str, owner: str) -> Upload | None:
    """The PDF that a session put aside under a token; nothing if it is another's, or gone."""
    details = _folder().details(token, owner, clock.ticking() - delays.DRAFT)
    return Upload(**details["upload"]) if details and "upload" in details else None


def describe_deposit(draft: DepositDraft, owner: str) -> None:
    """Keep what the agent said of a PDF put aside."""
    said = {**asdict(draft), "issued_on": draft.issued_on.isoformat()}
    _folder().keep(draft.upload.token, owner, said, clock.ticking())


def find_deposit(token: str, owner: str) -> DepositDraft | None:
    """The deposit that a session prepared under a token; nothing if it is another's, gone, or not described yet."""
    details = _folder().details(token, owner, clock.ticking() - delays.DRAFT)
    if not details or "kind" not in details:
        return None
    return DepositDraft(**details | _restored(details))


def _restored(details: dict[str, Any]) -> dict[str, Any]:
    return {
        "upload": Upload(**details["upload"]),
        "kind": DocumentKind(details["kind"]),
        "category": Category(details["category"]),
        "issued_on": date.fromisoformat(details["issued_on"]),
    }


def describe_imputation(employer_id: int, file_id: int, imputed_on: date, owner: str) -> Imputing:
    """Keep an imputation that the agent prepared."""
    folder = _folder()
    folder.sweep(clock.ticking() - delays.DRAFT)
    draft = Imputing(folder.new(), employer_id, file_id, imputed_on)
    folder.keep(draft.token, owner, {**asdict(draft), "imputed_on": imputed_on.isoformat()}, clock.ticking())
    return draft


def find_imputation(token: str, owner: str) -> Imputing | None:
    """The imputation that a session prepared under a token; nothing if it is another's, or gone."""
    details = _folder().details(token, owner, clock.ticking() - delays.DRAFT)
    if not details or "imputed_on" not in details:
        return None
    return Imputing(**details | {"imputed_on": date.fromisoformat(details["imputed_on"])})


def content_of(upload: Upload) -> Path:
    """Where the PDF put aside stands."""
    return _folder().pdf(upload.token)


def open_upload(upload: Upload) -> OpenedPaper | None:
    """The PDF put aside, to be looked at before it is deposited; None once it is gone. Nobody's opening is recorded."""
    try:
        return OpenedPaper(content_of(upload).open("rb"), upload.size)
    except FileNotFoundError:
        return None


def discard(token: str) -> None:
    """Forget a draft and its PDF."""
    _folder().discard(token)
