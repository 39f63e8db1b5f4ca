"""Whether an e-mail address can receive anything: one judge for forms, tables, feeds and commands."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST, _LONGEST_NAME = 254, 64
_NAME = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)


def is_deliverable(address: str) -> bool:
    """Whether a message can be sent there: a name that every server writes, and a domain that may exist."""
    name, _, domain = address.rpartition("@")
    named = len(name) <= _LONGEST_NAME and _NAME.fullmatch(name)
    return bool(named) and len(address) <= _LONGEST and _may_exist(domain)


@lru_cache(maxsize=4096)
def _may_exist(domain: str) -> bool:
    # A start needs no judge of addresses.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
