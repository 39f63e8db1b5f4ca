"""The medical wall is a type: nothing of the employer's side can even name a medical paper."""

from __future__ import annotations

import ast
from dataclasses import fields

from app.queries.professional_readings import ReadingsOfDay
from tests.house.source import ROOT, files, functions, name, text, tree

#: What reads for an employer, or serves who does. Deposits, notices and the journal know both sides.
EMPLOYER_SIDE = (
    "app/queries/documents.py",
    "app/queries/file_list.py",
    "app/queries/files.py",
    "app/queries/home.py",
    "app/queries/proof.py",
    "app/queries/access.py",
    "app/queries/acquaintances.py",
    "app/queries/explanations.py",
    "app/queries/facts.py",
    "app/queries/grants.py",
    "app/queries/reach.py",
    "app/actions/openings.py",
    "app/web/access/",
    "app/queries/designations.py",
    "app/queries/invitations.py",
    "app/actions/designation",
    "app/queries/designation_checks.py",
    "app/queries/mailboxes.py",
    "app/web/designation_checks/",
    "app/web/designations/",
    "app/web/invitations/",
    "app/web/documents/",
    "app/web/files/",
    "app/web/home/",
    "app/web/recipients/",
    "app/web/services/",
)
#: Tables, columns, models and modules of the other side.
BEYOND = {
    "MedicalPaper",
    "MedicalOpening",
    "medical_paper_id",
    "medical_papers",
    "medical_openings",
    "medical_openings.py",
    "MEDICAL_CATEGORIES",
}
MODULES = {
    "app.queries.medical",
    "app.queries.medical_explanations",
    "app.actions.medical_openings",
    "app.web.medical",
    "app.queries.notice_details",
    "app.queries.notice_subjects",
}
#: What tells the Commission's staff of a notice, a medical one too: never its title.
FOR_STAFF = {"app.queries.notice_details", "app.queries.notice_subjects"}


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


def imported(module: ast.Module) -> set[str]:
    """The modules that a module imports, by their whole names."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_the_employers_side_names_nothing_medical() -> None:
    sources = [path for path in files("app", ".py") if name(path).startswith(EMPLOYER_SIDE)]
    assert len(sources) > len(EMPLOYER_SIDE)
    assert {name(path): found for path in sources if (found := BEYOND & named(tree(path)))} == {}
    assert {name(path): found for path in sources if (found := MODULES & imported(tree(path)))} == {}


def test_what_an_employer_learns_of_a_reading_has_no_name_of_what_was_read() -> None:
    assert {each.name for each in fields(ReadingsOfDay)} == {"day", "name", "openings", "papers"}
    path = ROOT / "app/queries/professional_readings.py"
    assert BEYOND & named(tree(path)) == {"medical_paper_id"}, "counted, and given to nobody"
    assert not any("medical_paper_id" in text(page) for page in files("templates/pages/designations", ".html"))


def test_only_the_other_side_reads_medical_papers_for_a_person() -> None:
    readers = {name(path) for path in files("app/web", ".py") if (MODULES - FOR_STAFF) & imported(tree(path))}
    assert readers == {"app/web/medical/views.py", "app/web/medical/page.py"}


def test_every_medical_page_is_behind_its_own_guard() -> None:
    views = [
        node
        for node in functions(ROOT / "app/web/medical/views.py")
        if any(isinstance(each, ast.Call) for each in node.decorator_list)
    ]
    guards = [each.id for node in views for each in node.decorator_list if isinstance(each, ast.Name)]
    assert len(views) == guards.count("health_professional") == 4


def test_no_template_of_the_employers_side_speaks_of_medical_papers() -> None:
    pages = [page for folder in ("files", "documents", "home") for page in files(f"templates/pages/{folder}", ".html")]
    assert [name(page) for page in pages if "medical" in text(page) or "médica" in text(page)] == []
