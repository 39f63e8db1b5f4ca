"""What the tests of pages share: the gallery, and an employer whose rights are managed."""

import pytest

from tests.web.gallery.fixtures import gallery, visitor
from tests.web.rights_house import house

__all__ = ["gallery", "house", "visitor"]


@pytest.fixture(autouse=True)
def _prepared_statements(prepared_statements: None) -> None:
    """What pages ask of SQLite, PostgreSQL understands."""
