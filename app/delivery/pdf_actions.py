"""What makes a PDF active: scripts, actions that start by themselves or reach outside, attached files, media.

`unparse` writes names in one canonical spelling, so that one search tells whether an object may hold any of it; only
then is the object walked, to tell an action from a word that looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from app.vocabulary.refusals import PdfRefusal

_SUSPECT = re.compile(
    rb"/(?:JS|JavaScript|AA|OpenAction|Launch|EF|AF|EmbeddedFiles?|FileAttachment|Collection|SubmitForm|ImportData|"
    rb"GoToR|GoToE|XFA|RichMedia\w*|Rendition|Movie|Sound|3D|GoTo3DView|Screen|FFilter|URI)(?![\w.-])"
)
_BY_KEY = {
    "/JS": PdfRefusal.JAVASCRIPT,
    "/JavaScript": PdfRefusal.JAVASCRIPT,
    "/AA": PdfRefusal.AUTOMATIC_ACTION,
    "/EF": PdfRefusal.EMBEDDED_FILE,
    "/AF": PdfRefusal.EMBEDDED_FILE,
    "/EmbeddedFiles": PdfRefusal.EMBEDDED_FILE,
    "/Collection": PdfRefusal.EMBEDDED_FILE,
    "/XFA": PdfRefusal.DYNAMIC_FORM,
    "/RichMediaContent": PdfRefusal.RICH_MEDIA,
    "/FFilter": PdfRefusal.EXTERNAL_ACTION,
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
    "/Rendition": PdfRefusal.RICH_MEDIA,
    "/RichMedia": PdfRefusal.RICH_MEDIA,
    "/RichMediaExecute": PdfRefusal.RICH_MEDIA,
    "/Movie": PdfRefusal.RICH_MEDIA,
    "/Sound": PdfRefusal.RICH_MEDIA,
    "/Screen": PdfRefusal.RICH_MEDIA,
    "/3D": PdfRefusal.RICH_MEDIA,
    "/GoTo3DView": PdfRefusal.RICH_MEDIA,
}
#: Where a name says what a dictionary is or does.
_NAMING_KEYS = ("/S", "/Subtype", "/Type")
#: Where a link may lead: to something that only shows.
_SHOWN = {"http", "https", "mailto", "tel"}


def active_content(item: Any) -> PdfRefusal | None:
    """Why an object of a PDF is active, or None. Objects that it only refers to have their own turn."""
    if not isinstance(item, pikepdf.Object):
        return None
    if isinstance(item, pikepdf.Name):
        return _BY_NAME.get(str(item))  # a name that stands by itself is there to be referred to
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
        if "/F" in item:
            return PdfRefusal.EXTERNAL_ACTION
    if not _SUSPECT.search(item.unparse(resolved=True)):
        return None
    return next((code for dictionary in _dictionaries(item) if (code := _of_dictionary(dictionary))), None)


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


def _of_dictionary(dictionary: Any) -> PdfRefusal | None:
    for key in _NAMING_KEYS:
        value = dictionary.get(key)
        if isinstance(value, pikepdf.Name) and (code := _BY_NAME.get(str(value))):
            return code
    for key in dictionary:
        if code := _BY_KEY.get(key):
            return code
    return _of_opening(dictionary.get("/OpenAction")) or _of_link(dictionary.get("/URI"))


def _of_opening(action: Any) -> PdfRefusal | None:
    """An open action may only say on which page to start."""
    if not isinstance(action, pikepdf.Dictionary):
        return None
    if action.get("/S") == pikepdf.Name.GoTo and "/Next" not in action:
        return None
    return _BY_NAME.get(str(action.get("/S")), PdfRefusal.AUTOMATIC_ACTION)


def _of_link(uri: Any) -> PdfRefusal | None:
    """A link may be relative, or lead to something that only shows. Viewers skip spaces and controls: so do we."""
    if not isinstance(uri, pikepdf.String):
        return None
    scheme, colon, _ = re.sub(r"[\x00-\x20]", "", str(uri)).lower().partition(":")
    relative = not colon or not scheme or any(character in scheme for character in "/?#")
    return None if relative or scheme in _SHOWN else PdfRefusal.EXTERNAL_ACTION
