"""The inspection of an incoming PDF, as a confined process makes it. Three barriers, in order:

1. the raw bytes: beginning, end, and what a reader would have to inflate to learn the structure of the file;
2. qpdf, under its own limits (set for the whole process, below), without recovery of damaged files;
3. every object, then the paper as a reader walks it: only what is known to show, and nothing else, may stand there.
"""

from __future__ import annotations

import io
import time
from typing import Any

import pikepdf
from pikepdf import settings

from app.delivery.received.confined.pdf_bytes import PADDING, check_bytes, says_encrypted
from app.delivery.received.confined.pdf_limits import MEGABYTE, Limits, Refused
from app.delivery.received.confined.pdf_objects import check_object
from app.delivery.received.confined.pdf_paper import check_paper
from app.delivery.received.words import PdfRefusal

settings.set_qpdf_limits(
    max_stream_filters=1,
    parser_max_nesting=100,
    parser_max_container_size=200_000,
    flate_max_memory=16 * MEGABYTE,
    png_max_memory=16 * MEGABYTE,
    tiff_max_memory=16 * MEGABYTE,
    run_length_max_memory=16 * MEGABYTE,
    dct_max_memory=16 * MEGABYTE,
)

#: A blank page may lack its resources, an unused number may have no place; after any other warning, another reader
#: might show what qpdf left aside.
_HARMLESS = (
    "Resources is missing or invalid; repairing",
    "object has offset 0 - a common error handled correctly by qpdf and most other applications",
)


def judge(limits: dict[str, Any], data: bytes) -> dict[str, Any]:
    """`{"pages": …}` for a PDF that passes, `{"refused": …}` with a code of PdfRefusal for any other content."""
    try:
        return {"pages": _inspect(data, Limits(**limits))}
    except Refused as refused:
        return {"refused": refused.code.value}
    except pikepdf.PasswordError:
        return {"refused": PdfRefusal.ENCRYPTED.value}
    except (MemoryError, RecursionError):
        return {"refused": PdfRefusal.TOO_COMPLEX.value}
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, OSError):
        # What the bindings raise for a file that contradicts itself, whichever type they chose; and for an encrypted
        # one, as nothing here gives them the chance that they ask the system for.
        return {"refused": (PdfRefusal.ENCRYPTED if says_encrypted(data) else PdfRefusal.UNREADABLE).value}


def _inspect(data: bytes, limits: Limits) -> int:
    """The number of pages. Raises Refused."""
    check_bytes(data, limits)
    deadline = time.process_time() + limits.max_seconds
    # Zeros at the end hide the end from qpdf, though they hide nothing from anybody else.
    whole = io.BytesIO(data.rstrip(PADDING))
    with pikepdf.open(whole, attempt_recovery=False, suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise Refused(PdfRefusal.ENCRYPTED)
        if int(pdf.trailer.get("/Size", 0)) > limits.max_objects:
            raise Refused(PdfRefusal.TOO_COMPLEX)
        for item in pdf.objects:
            if time.process_time() >= deadline:
                raise Refused(PdfRefusal.TOO_COMPLEX)
            check_object(item, limits)
        if any(not any(words in warning for words in _HARMLESS) for warning in pdf.get_warnings()):
            raise Refused(PdfRefusal.UNREADABLE)
        return check_paper(pdf, limits)
