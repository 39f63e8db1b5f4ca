"""Templates: one `page` object each, no inline script or style, one macro a component."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from jinja2 import meta, nodes

from tests.house.source import ROOT, files, name, text

#: What a page receives, and nothing else: `page` from its view, `shell` from app/site/web/page/shell.py.
RECEIVED = {"page", "shell"}
#: Flask offers these to every template. A page that reads them decides something that its view should have.
BEHIND_THE_VIEW = {"request", "session", "g", "config", "current_user"}
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a <style> element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false"),
}
#: One attribute, made of identifiers that our own forms gave.
ESCAPED_BY_HAND = {("templates/components/_group.html", "text that is not escaped")}
SHOWN = ("layouts", "components", "pages")


def shown() -> list[Path]:
    """The templates of what a browser shows."""
    return [path for folder in SHOWN for path in files(f"templates/{folder}", ".html")]


def made_by(template: nodes.Template) -> set[str]:
    """The names that a template makes for itself: what it imports, what it sets, and its own macros."""
    imported = {
        entry if isinstance(entry, str) else entry[1]
        for statement in template.find_all(nodes.FromImport)
        for entry in statement.names
    }
    macros = {macro.name for macro in template.find_all(nodes.Macro)}
    return imported | macros | {each.name for each in template.find_all(nodes.Name) if each.ctx == "store"}


def test_no_template_holds_script_style_or_unescaped_text() -> None:
    found = {(name(path), what) for path in shown() for what, how in INLINE.items() if how.search(text(path))}
    assert found - ESCAPED_BY_HAND == set()


def test_a_table_dresses_its_own_rows() -> None:
    by_hand = re.compile(r"data-label|<t[rhd]\b[^>]*(?:govuk-table__|role=)")
    assert [name(path) for path in shown() if by_hand.search(text(path))] == ["templates/components/table.html"]


def test_a_page_receives_one_object(portal: Flask) -> None:
    offered = set(portal.jinja_env.globals) - BEHIND_THE_VIEW
    asking = {}
    for path in files("templates/pages", ".html"):
        parsed = portal.jinja_env.parse(text(path))
        if asked := meta.find_undeclared_variables(parsed) - RECEIVED - offered - made_by(parsed):
            asking[name(path)] = sorted(asked)
    assert asking == {}


def test_a_page_stands_in_a_layout(portal: Flask) -> None:
    whole = [path for path in files("templates/pages", ".html") if not path.name.startswith("_")]
    bare = [path for path in whole if not list(portal.jinja_env.parse(text(path)).find_all(nodes.Extends))]
    assert [name(path) for path in bare] == []


def test_a_component_is_one_macro_under_its_own_name(portal: Flask) -> None:
    strangers = []
    for path in files("templates/components", ".html"):
        macros = [macro.name for macro in portal.jinja_env.parse(text(path)).find_all(nodes.Macro)]
        offered = [macro for macro in macros if not macro.startswith("_")]
        if offered != [path.stem.removeprefix("_")]:
            strangers.append(f"{name(path)} offers {offered}")
    assert strangers == []


def test_every_template_is_used_somewhere() -> None:
    code = "".join(text(path) for path in [*files("app", ".py"), *files("templates", ".html")])
    paths = [str(path.relative_to(ROOT / "templates")) for path in shown()]
    assert [path for path in paths if f'"{path}"' not in code and f"'{path}'" not in code] == []


def said(part: nodes.Expr) -> bool:
    """Whether a part of what an e-mail writes is an empty line, or goes through `say`."""
    if isinstance(part, nodes.TemplateData):
        return not part.data.strip()
    macro = part.node if isinstance(part, nodes.Call) else None
    return isinstance(macro, nodes.Getattr) and isinstance(macro.node, nodes.Name) and macro.node.name == "say"


def test_an_email_says_everything_through_what_writes_its_text_and_its_html(portal: Flask) -> None:
    forms = ("layout.html", "say.html")
    bodies = [path for path in files("templates/emails", ".html") if path.name not in forms]
    strangers = [
        f"{name(path)}:{part.lineno}"
        for path in bodies
        for output in portal.jinja_env.parse(text(path)).find_all(nodes.Output)
        for part in output.nodes
        if not said(part)
    ]
    assert bodies
    assert strangers == []
