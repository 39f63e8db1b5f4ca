"""Every object of a PDF, wherever it stands: nothing in it starts, reaches outside, attaches, or shows without measure.

`unparse` writes names in one canonical spelling, so that one search tells whether an object may hold any of it; only
then is the object walked, to tell an action from a word that looks like one. Streams are always looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from app.delivery.received.confined.pdf_limits import Limits, Refused
from app.delivery.received.confined.pdf_links import check_link
from app.delivery.received.confined.pdf_streams import check_stream
from app.delivery.received.words import PdfRefusal

_SUSPECT = re.compile(
    rb"/(?:JS|JavaScript|AA|OpenAction|Launch|EF|AF|EmbeddedFiles?|FileAttachment|Collection|SubmitForm|ImportData|"
    rb"GoToR|GoToE|XFA|NeedsRendering|RichMedia\w*|Rendition|Movie|Sound|3D|GoTo3DView|Screen|FFilter|URI|Base|Ref|OPI|"
    rb"Filespec|UF|URL|DestOutputProfileRef|SpiderInfo|Requirements|AlternatePresentations|PresSteps|PS|Subtype2|"
    rb"Navigator)(?![\w.-])"
)
_BY_KEY = {
    "/JS": PdfRefusal.JAVASCRIPT,
    "/JavaScript": PdfRefusal.JAVASCRIPT,
    "/AlternatePresentations": PdfRefusal.JAVASCRIPT,
    "/Requirements": PdfRefusal.JAVASCRIPT,
    "/AA": PdfRefusal.AUTOMATIC_ACTION,
    "/PresSteps": PdfRefusal.AUTOMATIC_ACTION,
    "/EF": PdfRefusal.EMBEDDED_FILE,
    "/AF": PdfRefusal.EMBEDDED_FILE,
    "/EmbeddedFiles": PdfRefusal.EMBEDDED_FILE,
    "/Collection": PdfRefusal.EMBEDDED_FILE,
    "/Navigator": PdfRefusal.EMBEDDED_FILE,
    "/XFA": PdfRefusal.DYNAMIC_FORM,
    "/RichMediaContent": PdfRefusal.RICH_MEDIA,
    "/FFilter": PdfRefusal.EXTERNAL_ACTION,
    "/SpiderInfo": PdfRefusal.EXTERNAL_ACTION,
    "/DestOutputProfileRef": PdfRefusal.EXTERNAL_CONTENT,
    "/OPI": PdfRefusal.EXTERNAL_CONTENT,
    "/UF": PdfRefusal.NAMED_FILE,
}
_BY_NAME = {
    "/JavaScript": PdfRefusal.JAVASCRIPT,
    "/Launch": PdfRefusal.LAUNCH_ACTION,
    "/EmbeddedFile": PdfRefusal.EMBEDDED_FILE,
    "/FileAttachment": PdfRefusal.EMBEDDED_FILE,
    "/SubmitForm": PdfRefusal.EXTERNAL_ACTION,
    "/ImportData": PdfRefusal.EXTERNAL_ACTION,
    "/GoToR": PdfRefusal.EXTERNAL_ACTION,
    "/GoToE": PdfRefusal.EXTERNAL_ACTION,
    "/Filespec": PdfRefusal.NAMED_FILE,
    "/Rendition": PdfRefusal.RICH_MEDIA,
    "/RichMedia": PdfRefusal.RICH_MEDIA,
    "/RichMediaExecute": PdfRefusal.RICH_MEDIA,
    "/Movie": PdfRefusal.RICH_MEDIA,
    "/Sound": PdfRefusal.RICH_MEDIA,
    "/Screen": PdfRefusal.RICH_MEDIA,
    "/3D": PdfRefusal.RICH_MEDIA,
    "/GoTo3DView": PdfRefusal.RICH_MEDIA,
}
#: Keys that say something harmless elsewhere, and reach outside when their value is of this type.
_BY_VALUE: dict[str, tuple[type, PdfRefusal]] = {
    "/Base": (pikepdf.String, PdfRefusal.BASE_ADDRESS),
    "/Ref": (pikepdf.Dictionary, PdfRefusal.EXTERNAL_CONTENT),
    "/NeedsRendering": (bool, PdfRefusal.DYNAMIC_FORM),
}
#: Where a name says what a dictionary is or does.
_NAMING_KEYS = ("/S", "/Subtype", "/Type")


def check_object(item: Any, limits: Limits) -> None:
    """Raise Refused if an object is active. Objects that it only refers to have their own turn."""
    if not isinstance(item, pikepdf.Object):
        return
    if isinstance(item, pikepdf.Name):
        _refuse_if(_BY_NAME.get(str(item)))  # a name that stands by itself is there to be referred to
        return
    if isinstance(item, pikepdf.Stream):
        check_stream(item, limits)
        item = item.stream_dict
    if _SUSPECT.search(item.unparse(resolved=True)):
        for dictionary in _dictionaries(item):
            _check_dictionary(dictionary)


def refusal_of(name: Any) -> PdfRefusal | None:
    """Why what bears this name is refused, if there is a reason of its own."""
    return _BY_NAME.get(str(name))


def _refuse_if(code: PdfRefusal | None) -> None:
    if code is not None:
        raise Refused(code)


def _dictionaries(item: Any) -> Iterator[Any]:
    """An object and those directly inside it, as far as they are dictionaries."""
    pending = [item]
    while pending:
        current = pending.pop()
        if isinstance(current, pikepdf.Dictionary):
            yield current
            pending.extend(value for _, value in current.items() if _is_inside(value))
        elif isinstance(current, pikepdf.Array):
            pending.extend(value for value in current if _is_inside(value))


def _is_inside(value: Any) -> bool:
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect


def _check_dictionary(dictionary: Any) -> None:
    for key in _NAMING_KEYS:
        value = dictionary.get(key)
        if isinstance(value, pikepdf.Name):
            _refuse_if(_BY_NAME.get(str(value)))
    for key in dictionary:
        _refuse_if(_BY_KEY.get(key))
        if key in _BY_VALUE and isinstance(dictionary[key], _BY_VALUE[key][0]):
            raise Refused(_BY_VALUE[key][1])
    _check_opening(dictionary.get("/OpenAction"))
    _check_file_at_an_address(dictionary)
    check_link(dictionary.get("/URI"))


def _check_file_at_an_address(dictionary: Any) -> None:
    """A file specification may be a web address: `/FS /URL`."""
    if dictionary.get("/FS") == pikepdf.Name.URL:
        raise Refused(PdfRefusal.NAMED_FILE)


def _check_opening(action: Any) -> None:
    """An open action may only say on which page to start."""
    if not isinstance(action, pikepdf.Dictionary):
        return
    if action.get("/S") != pikepdf.Name.GoTo or "/Next" in action:
        raise Refused(_BY_NAME.get(str(action.get("/S")), PdfRefusal.AUTOMATIC_ACTION))
