"""The tests of the look share the gallery."""

from tests.web.gallery.fixtures import gallery, visitor

__all__ = ["gallery", "visitor"]
