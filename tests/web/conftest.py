"""What the tests of pages share: the gallery, and an employer whose rights are managed."""

from tests.web.gallery.fixtures import gallery, visitor
from tests.web.rights_house import house

__all__ = ["gallery", "house", "visitor"]
