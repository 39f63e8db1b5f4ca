"""What was taken back is there for nobody: every module that reads documents passes through one condition."""

from __future__ import annotations

import ast

from tests.house.source import files, name, tree
from tests.house.test_medical_wall import named

MODELS = "app.resolver.models.documents"
#: The condition, under its names.
CONDITION = {"ON_SCREEN", "NOT_REMOVED", "not_removed"}
#: Who reads documents without it, and why.
WITHOUT = {
    "app/journal/queries/journal.py": "staff: what happened stays, and what became medical has no title",
    "app/medical/queries/removals.py": "staff: the register of what was taken back",
    "app/notices/queries/details.py": "staff: a notice, which says that its document was taken back",
    "app/notices/steps/recording.py": "writes documents",
    "app/notices/steps/sendings.py": "what travels with a sending: those of a document taken back are stopped",
    "app/resolver/queries/grants.py": "when somebody last read, whatever it was: a fact about them",
    "app/reviews/queries/sources.py": "the same, for a review",
    "app/rights/queries/hints.py": "how much somebody uses a right: openings are counted, documents never named",
    "app/sending/queries/letters.py": "what a letter says: those of a document taken back are stopped",
}


def reads_documents(module: ast.Module) -> bool:
    """Whether a module imports the table of documents."""
    imported = (node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.module == MODELS)
    return any(alias.name == "Document" for node in imported for alias in node.names)


def test_whoever_reads_documents_leaves_out_those_that_were_taken_back() -> None:
    readers = {name(path): tree(path) for path in files("app", ".py") if reads_documents(tree(path))}
    assert {place for place, module in readers.items() if not named(module) & CONDITION} == set(WITHOUT)
