"""The tree of the pages of a PDF: each node announces how many there are below it, and tells the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from app.delivery.received.confined.pdf_limits import Limits, Refused
from app.delivery.received.words import PdfRefusal

#: How many levels a tree of pages may have: a balanced tree of 500 pages has three or four.
_DEEPEST = 60


def page_tree(root: Any, limits: Limits) -> Iterator[Any]:
    """Each page, in order. Raises Refused: no page, too many, too large, or not as many as announced."""
    tree = _Tree(limits)
    yield from tree.below(root, None, _DEEPEST)
    if not tree.pages:
        raise Refused(PdfRefusal.NO_PAGE)


class _Tree:
    """A walk down the tree, which counts what it meets and never meets anything twice."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pages = 0
        self._met: set[tuple[int, int]] = set()

    def below(self, node: Any, box: Any, deepest: int) -> Iterator[Any]:
        """The pages from a node on; `box` is the size that it inherits."""
        if not isinstance(node, pikepdf.Dictionary) or deepest == 0:
            raise Refused(PdfRefusal.PAGES_CONTRADICT)
        self._meet(node)
        box = node.get("/MediaBox", box)
        if "/Kids" not in node and node.get("/Type") != pikepdf.Name.Pages:
            yield self._page(node, box)
            return
        before = self.pages
        for kid in node.get("/Kids", ()):
            yield from self.below(kid, box, deepest - 1)
        if int(node.get("/Count", -1)) != self.pages - before:
            raise Refused(PdfRefusal.PAGES_CONTRADICT)

    def _meet(self, node: Any) -> None:
        if node.is_indirect:
            if node.objgen in self._met:
                raise Refused(PdfRefusal.PAGES_CONTRADICT)
            self._met.add(node.objgen)

    def _page(self, page: Any, box: Any) -> Any:
        self.pages += 1
        if self.pages > self.limits.max_pages:
            raise Refused(PdfRefusal.TOO_MANY_PAGES)
        left, bottom, right, top = (float(side) for side in box)
        unit = max(1.0, float(page.get("/UserUnit", 1)))
        if max(abs(right - left), abs(top - bottom)) * unit > self.limits.max_page_side:
            raise Refused(PdfRefusal.PAGE_TOO_LARGE)
        return page
