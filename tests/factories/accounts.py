"""Accounts that employers hold in the secure spaces."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.vocabulary.accounts import Space


def make_account(session: Session, employer: Employer, space: Space = Space.CLICSEQUR, **values: Any) -> Account:
    """An account held since 2015, still open."""
    defaults = {"from_on": date(2015, 1, 1), "until_on": None, "recorded_at": clock.now()}
    account = Account(employer_id=employer.id, space=space.value, **{**defaults, **values})
    session.add(account)
    session.flush()
    return account
