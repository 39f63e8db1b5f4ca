"""A paper as a reader walks it: catalogue, pages, annotations, bookmarks, fields. Only what is known to show may stand.

The lists below are those of ISO 32000-1 and 32000-2, without what starts something, reaches outside or plays. What is
in no list may stand where it can do nothing: plain data, or an entry that bears its maker's prefix (`PTEX.`, `AAPL:`,
`ADBE_`), which readers pass over; `pdf_objects` has looked at what it holds as at everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from app.delivery.received.confined.pdf_limits import Limits, Refused
from app.delivery.received.confined.pdf_objects import refusal_of
from app.delivery.received.confined.pdf_pages import page_tree
from app.delivery.received.words import PdfRefusal


def _keys(words: str) -> frozenset[str]:
    return frozenset(f"/{word}" for word in words.split())


CATALOGUE = _keys(
    "Type Version Extensions Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines Threads "
    "OpenAction URI AcroForm Metadata StructTreeRoot MarkInfo Lang OutputIntents PieceInfo OCProperties Perms Legal "
    "DSS DPartRoot LastModified"
)
NAMES = _keys("Dests AP Pages Templates IDS URLS")
PAGE = _keys(
    "Type Parent LastModified Resources MediaBox CropBox BleedBox TrimBox ArtBox BoxColorInfo Contents Rotate Group "
    "Thumb B Dur Trans Annots Metadata PieceInfo StructParents ID PZ SeparationInfo Tabs TemplateInstantiated UserUnit "
    "VP DPart OutputIntents Hid"
)
ANNOTATION = _keys(
    "Type Subtype Rect Contents P NM M F AP AS Border C StructParent OC ca CA BM Lang T Popup RC CreationDate IRT Subj "
    "RT IT Open Name State StateModel A Dest H PA QuadPoints BS DA Q DS CL BE RD LE L IC LL LLE Cap LLO CP Measure CO "
    "Vertices Path Sy InkList Parent MK FixedPrint RO OverlayText Repeat MN LastModified Version AnnotStates "
    "FontFauxing"
)
FIELD = _keys("FT Parent Kids T TU TM Ff V DV DA Q DS RV Opt TI I MaxLen Lock SV") | ANNOTATION
FORM = _keys("Fields NeedAppearances SigFlags CO DR DA Q")
BOOKMARK = _keys("Title Parent Prev Next First Last Count Dest A SE C F Type")
ACTION = _keys("Type S D Next URI IsMap N SD B")

ANNOTATIONS = _keys(
    "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink "
    "Popup Widget PrinterMark TrapNet Watermark Redact"
)
ACTIONS = _keys("GoTo URI Named Thread")
#: What an action by name may do: turn pages.
MOVES = _keys("NextPage PrevPage FirstPage LastPage")

#: How deep an entry that is in no list may go, and how many objects a walk may meet: far above any honest paper.
_DEEPEST = 12
_MOST = 250_000


def check_paper(pdf: Any, limits: Limits) -> int:
    """The number of pages of a paper that holds nothing but what is listed. Raises Refused."""
    root = pdf.Root
    _check_entries(root, CATALOGUE)
    _check_entries(root.get("/Names"), NAMES)
    _check_opening(root.get("/OpenAction"))
    _check_base(root.get("/URI"))
    _check_bookmarks(root.get("/Outlines"))
    _check_form(root.get("/AcroForm"))
    pages = 0
    for page in page_tree(root.get("/Pages"), limits):
        _check_page(page)
        pages += 1
    return pages


def _check_entries(dictionary: Any, known: frozenset[str]) -> None:
    if isinstance(dictionary, pikepdf.Dictionary):
        for key, value in dictionary.items():
            if key not in known and not _can_do_nothing(key, value):
                raise Refused(PdfRefusal.UNKNOWN_CONTENT)


def _can_do_nothing(key: str, value: Any) -> bool:
    return any(sign in key for sign in ".:_") or _is_plain(value, _DEEPEST)


def _is_plain(value: Any, deepest: int) -> bool:
    """Whether a value is data that says not what it is: numbers, texts, names, and lists and dictionaries of them."""
    if deepest == 0 or isinstance(value, pikepdf.Stream):
        return False
    if isinstance(value, pikepdf.Array):
        return all(_is_plain(each, deepest - 1) for each in value)
    if isinstance(value, pikepdf.Dictionary):
        named = any(key in value for key in ("/S", "/Subtype", "/Type"))
        return not named and all(_is_plain(each, deepest - 1) for _, each in value.items())
    return True


def _check_opening(opening: Any) -> None:
    """A paper may open on one of its pages."""
    if opening is None or isinstance(opening, (pikepdf.Array, pikepdf.String, pikepdf.Name)):
        return
    if not isinstance(opening, pikepdf.Dictionary) or opening.get("/S") != pikepdf.Name.GoTo or "/Next" in opening:
        raise Refused(PdfRefusal.AUTOMATIC_ACTION)


def _check_base(addresses: Any) -> None:
    if isinstance(addresses, pikepdf.Dictionary) and "/Base" in addresses:
        raise Refused(PdfRefusal.BASE_ADDRESS)


def _check_page(page: Any) -> None:
    _check_entries(page, PAGE)
    for annotation in _listed(page.get("/Annots")):
        kind = annotation.get("/Subtype")
        if str(kind) not in ANNOTATIONS:
            raise Refused(refusal_of(kind) or PdfRefusal.UNKNOWN_ANNOTATION)
        _check_entries(annotation, FIELD if str(kind) == "/Widget" else ANNOTATION)
        _check_actions(annotation)


def _listed(array: Any) -> Iterator[Any]:
    """The dictionaries of a list; what is nothing is passed over, what is something else makes no sense."""
    if array is None:
        return
    if not isinstance(array, pikepdf.Array):
        raise Refused(PdfRefusal.UNREADABLE)
    for each in array:
        if isinstance(each, pikepdf.Dictionary):
            yield each
        elif each is not None:
            raise Refused(PdfRefusal.UNREADABLE)


def _check_actions(holder: Any) -> None:
    """What happens at a click: a move within the paper, or a link."""
    pending = [holder.get("/A"), holder.get("/PA")]
    for _step in range(_MOST):
        if not pending:
            return
        action = pending.pop()
        if isinstance(action, pikepdf.Array):
            pending.extend(action)
        elif action is not None:
            _check_action(action)
            pending.append(action.get("/Next"))
    raise Refused(PdfRefusal.TOO_COMPLEX)


def _check_action(action: Any) -> None:
    if not isinstance(action, pikepdf.Dictionary):
        raise Refused(PdfRefusal.UNKNOWN_ACTION)
    kind = str(action.get("/S"))
    if kind not in ACTIONS or (kind == "/Named" and str(action.get("/N")) not in MOVES):
        raise Refused(refusal_of(kind) or PdfRefusal.UNKNOWN_ACTION)
    if "/F" in action:
        raise Refused(PdfRefusal.NAMED_FILE)
    _check_entries(action, ACTION)


def _check_bookmarks(outlines: Any) -> None:
    for bookmark in _family(outlines, "/First", "/Next"):
        _check_entries(bookmark, BOOKMARK)
        _check_actions(bookmark)


def _family(root: Any, child: str, sibling: str) -> Iterator[Any]:
    """A tree of linked dictionaries; one that turns in circles is never walked to its end."""
    pending = [root]
    for _step in range(_MOST):
        if not pending:
            return
        one = pending.pop()
        if isinstance(one, pikepdf.Dictionary):
            yield one
            pending.extend((one.get(sibling), one.get(child)))
    raise Refused(PdfRefusal.TOO_COMPLEX)


def _check_form(form: Any) -> None:
    if not isinstance(form, pikepdf.Dictionary):
        return
    _check_entries(form, FORM)
    pending, met = list(_listed(form.get("/Fields"))), 0
    while pending:
        field = pending.pop()
        met += 1
        if met > _MOST:
            raise Refused(PdfRefusal.TOO_COMPLEX)
        _check_entries(field, FIELD)
        _check_actions(field)
        pending.extend(_listed(field.get("/Kids")))
