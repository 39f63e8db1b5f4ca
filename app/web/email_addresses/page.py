"""What the pages of e-mail addresses receive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.web.fields import Form


@dataclass(frozen=True, slots=True)
class AddressPage:
    """One's own address, or somebody's: as it is, and the form of the new one. `about` says what will follow."""

    title: str
    caption: str
    form: Form
    rows: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    button: str
    back_href: str
