"""People who receive an employer's papers by post."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.recipients import PaperRecipient
from tests.factories.numbers import next_number


def make_recipient(session: Session, employer: Employer, **values: Any) -> PaperRecipient:
    """A paper recipient with a usable address, since 2015."""
    defaults = {
        "name": f"Alex Bouchard-{next_number()}",
        "address_line1": "200, avenue du Parc",
        "city": "Montréal",
        "province": "QC",
        "postal_code": "H2X 1Y4",
        "from_on": date(2015, 1, 1),
        "until_on": None,
        "recorded_at": clock.now(),
    }
    recipient = PaperRecipient(employer_id=employer.id, **{**defaults, **values})
    session.add(recipient)
    session.flush()
    return recipient
