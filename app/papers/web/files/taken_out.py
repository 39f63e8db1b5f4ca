"""The list of files as a table that is taken out: what its page shows, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.papers.queries.file_list import Anchor, FileRow, list_files
from app.papers.web.files.forms import narrowing
from app.papers.words.files import Basis
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import file_no, label


def files_table() -> Iterator[list[str]]:
    """The heads, then every file that the address asks for, in its order."""
    yield [
        _("Travailleuse ou travailleur"),
        _("Numéro"),
        _("Jour de la lésion"),
        _("Bureau régional"),
        _("Pourquoi ce dossier vous concerne"),
        _("Dernier document"),
        _("Documents non lus"),
        _("Dernier jour pour demander la révision"),
    ]
    for row in _every_file():
        yield [
            f"{row.family_name}, {row.given_name}",
            file_no(row.file_no),
            row.injury_on.isoformat(),
            row.regional_office,
            label(Basis(row.basis)),
            row.last_document_on.isoformat() if row.last_document_on.year > 1 else "",
            str(row.unread),
            row.review_until_on.isoformat() if row.review_until_on else "",
        ]


def _every_file() -> Iterator[FileRow]:
    principal, on = current_principal(), clock.today()
    question = replace(narrowing().question, anchor=None)
    while True:
        found = list_files(db.session(), principal.employer_id or 0, principal.person_id or 0, question, on)
        yield from found.rows
        if not found.has_next:
            return
        question = replace(question, anchor=Anchor(found.rows[-1].rank, found.rows[-1].public_id))
