"""The medical wall is a folder and a list: what may name a medical paper stands here, and nothing else does."""

from __future__ import annotations

import ast
from dataclasses import fields

from app.invitations.queries.readings import ReadingsOfDay
from tests.house.source import ROOT, files, functions, name, text, tree
from tests.house.test_rooms import imported

#: Tables, columns, models and words of the other side.
BEYOND = {
    "MedicalPaper",
    "MedicalOpening",
    "medical_paper_id",
    "medical_papers",
    "medical_openings",
    "MEDICAL_CATEGORIES",
}
#: Outside `app/medical`, who may name one of these, and why. Nobody else may, on whichever side of the wall.
MAY_NAME = {
    "app/demo/actions/visits.py": "the demonstration's professional opens two papers",
    "app/desk/web/help/choices.py": "the page on choices cites the code",
    "app/ledger/models/audit.py": "the journal keeps the public identifier of a paper that was opened",
    "app/ledger/steps/audit.py": "the same column, written",
    "app/notices/actions/fallback.py": "a medical notice falls back to paper too",
    "app/notices/models.py": "the key of a notice's paper",
    "app/notices/queries/destinations.py": "whom a medical notice goes to",
    "app/notices/queries/details.py": "staff: a notice by its reference, never by its title",
    "app/notices/steps/held.py": "a held notice leaves when its reader is vouched for",
    "app/notices/steps/recording.py": "a deposit writes the paper and its notice",
    "app/notices/steps/sendings.py": "a sending of a medical notice",
    "app/notices/steps/stopped_professionals.py": "what waits for a professional who was stopped",
    "app/papers/web/deposits/page.py": "staff: which kinds of paper are medical",
    "app/invitations/queries/readings.py": "the employer's history: openings counted, papers never named",
    "app/resolver/models/documents.py": "the table",
    "app/rules/facts.py": "which categories are medical",
    "app/sending/queries/letters.py": "what a letter about a medical notice says, which is no title",
    "app/sending/queries/outbox.py": "what the e-mail of a medical notice says, which is no title",
    "app/vocabulary/documents.py": "the words of the columns",
}
#: Outside `app/medical`, who may import it: staff's explanations, the demonstration, the wiring. Contexts stand in an
#: order that a test holds, and nobody imports these three: the employer's side reaches the folder through nobody.
MAY_IMPORT = {
    "app/demo/actions/visits.py",
    "app/desk/web/explanations/page.py",
    "app/desk/web/explanations/views.py",
}
#: What tells of a notice, a medical one too, by its reference: for staff alone. Outside `app/medical`, who imports it.
FOR_STAFF = "app.notices.queries.details"
STAFFS_PAGES = {
    "app/papers/web/deposits/page.py",
    "app/papers/web/deposits/views.py",
    "app/papers/web/imputations/views.py",
}
#: What leads to the content of a medical attachment: queries, then verbs. Who imports them: the desk, a demonstration.
PIECES = (
    "app.requests.queries.desk_pieces",
    "app.requests.actions.pieces.desk",
    "app.messaging.queries.medical_pieces",
    "app.messaging.actions.medical_pieces",
)
DESKS = {
    "app/demo/actions/services/surroundings.py",
    "app/messaging/actions/medical_pieces.py",
    "app/messaging/web/desk/medical_pieces.py",
    "app/requests/actions/pieces/desk.py",
    "app/requests/web/desk/pieces.py",
    "app/requests/web/desk/pieces_page.py",
}
#: Who asks the store for content, of all that knows of attachments: what is attached, and what is opened at the desk.
ASKS_STORE = {"app/requests/actions/receipts.py"}
#: Who keeps what is attached and gives it back, through the one module that asks for it.
ATTACHED = "app.papers.actions.pieces"
GIVE_BACK = {"app/messaging/actions/taking_in.py", "app/requests/actions/pieces/attaching.py"}
#: What clinics send is medical: outside `app/clinics`, who imports that folder.
TAKES_IN_CLINICS = {
    # The made-up clinics of the demonstration, which no page reads.
    "app/demo/actions/clinics.py",
    "app/demo/steps/forms.py",
    "app/api/actions/limits.py",
    "app/api/actions/own_software.py",
    "app/api/actions/software.py",
    "app/api/domain/answers.py",
    "app/api/domain/openapi.py",
    "app/api/domain/schemas.py",
    "app/api/queries/authorised.py",
    "app/api/queries/software.py",
    "app/api/web/asked.py",
    "app/api/web/corrections.py",
    "app/api/web/reading.py",
    "app/api/web/sending.py",
    "app/api/web/tables.py",
    "app/feeds/cli.py",
    "app/feeds/steps/clinics.py",
    "app/feeds/steps/payments.py",
}
WIRES = "app/wiring/pages.py"
EMPLOYERS_PAGES = ("files", "documents", "home")


def named(module: ast.Module) -> set[str]:
    """Every name, attribute, argument, imported name and text of a module, its docstrings aside."""
    found: set[str] = set()
    for node in ast.walk(module):
        for attribute in ("name", "id", "attr", "arg", "asname"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                found.add(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def reaches(module: ast.Module) -> bool:
    """Whether a module imports something of `app/medical`, for its types or inside a function too."""
    return any(each.startswith("app.medical") for node in ast.walk(module) for each in imported(node))


def outside() -> dict[str, ast.Module]:
    """Every module that does not stand in the folder."""
    return {name(path): tree(path) for path in files("app", ".py") if not name(path).startswith("app/medical/")}


def test_outside_the_folder_only_those_that_are_listed_name_a_medical_paper() -> None:
    assert {place for place, module in outside().items() if BEYOND & named(module)} == set(MAY_NAME)


def test_outside_the_folder_only_staff_and_the_demonstration_import_it() -> None:
    importers = {place for place, module in outside().items() if reaches(module)}
    assert importers == MAY_IMPORT
    assert text(ROOT / WIRES).count('"app.medical.web') == 4


def test_what_tells_staff_of_any_notice_is_imported_by_their_pages_alone() -> None:
    importers = {
        place
        for place, module in outside().items()
        if any(each.startswith(FOR_STAFF) for node in ast.walk(module) for each in imported(node))
    }
    assert importers == STAFFS_PAGES


def test_the_test_itself_sees_who_names_and_who_reaches() -> None:
    breach = ast.parse("def f():\n    from app.medical.queries import papers\n    return row.medical_paper_id")
    assert reaches(breach)
    assert BEYOND & named(breach) == {"medical_paper_id"}
    assert not reaches(ast.parse("from app.papers.queries.files import files_of"))


def test_what_leads_to_a_medical_attachment_is_imported_by_the_desk_alone() -> None:
    importers = {
        place
        for place, module in outside().items()
        if any(each.startswith(PIECES) for node in ast.walk(module) for each in imported(node))
    }
    assert importers == DESKS
    asks = {place for place, module in outside().items() if "get_store" in named(module)}
    assert {place for place in asks if place.startswith("app/requests/")} == ASKS_STORE
    given = {
        place
        for place, module in outside().items()
        if any(each.startswith(ATTACHED) for node in ast.walk(module) for each in imported(node))
    }
    assert given == GIVE_BACK


def test_a_medical_attachment_is_opened_behind_the_guard_of_agents_alone() -> None:
    for place in ("requests/web/desk/pieces.py", "messaging/web/desk/medical_pieces.py"):
        views = {node.name: node for node in functions(ROOT / "app" / place)}
        assert "staff(AGENT)" in [ast.unparse(each) for each in views["medical_piece"].decorator_list]


def test_what_clinics_send_is_reached_by_feeds_alone() -> None:
    importers = {
        place
        for place, module in outside().items()
        if any(each.startswith("app.clinics") for node in ast.walk(module) for each in imported(node))
    }
    assert {place for place in importers if not place.startswith("app/clinics/")} == TAKES_IN_CLINICS


def test_what_an_employer_learns_of_a_reading_has_no_name_of_what_was_read() -> None:
    assert {each.name for each in fields(ReadingsOfDay)} == {"day", "name", "openings", "papers"}
    path = ROOT / "app/invitations/queries/readings.py"
    assert BEYOND & named(tree(path)) == {"medical_paper_id"}, "counted, and given to nobody"
    assert not any("medical_paper_id" in text(page) for page in files("templates/pages/designations", ".html"))


def test_every_medical_page_is_behind_its_own_guard() -> None:
    views = [
        node
        for node in functions(ROOT / "app/medical/web/papers/views.py")
        if any(isinstance(each, ast.Call) for each in node.decorator_list)
    ]
    guards = [each.id for node in views for each in node.decorator_list if isinstance(each, ast.Name)]
    assert len(views) == guards.count("health_professional") == 4


def test_no_template_of_the_employers_side_speaks_of_medical_papers() -> None:
    pages = [page for folder in EMPLOYERS_PAGES for page in files(f"templates/pages/{folder}", ".html")]
    assert [name(page) for page in pages if "medical" in text(page) or "médica" in text(page)] == []
