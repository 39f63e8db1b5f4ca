"""Templates write values as Jinja would, without an object for each; everything is escaped all the same."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from app import create_app
from app.site.web.page.templating import PageEnvironment, written
from config import Config


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The portal, for its templates: no test here asks its database for anything."""
    folder = tmp_path_factory.mktemp("templates")
    url = "sqlite://"
    return create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))


class Html:
    """Something that knows its own HTML."""

    def __html__(self) -> str:
        return "<b>known</b>"


@given(st.text() | st.integers() | st.none() | st.floats() | st.text().map(Markup) | st.lists(st.text()))
def test_what_is_written_is_what_escaping_gives(value: object) -> None:
    assert written(value) == str(escape(value))
    assert type(written(value)) is str


def test_who_knows_its_own_html_is_believed() -> None:
    assert written(Html()) == "<b>known</b>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ harm }}", "&lt;script&gt;&#34;&#39;&amp;"),
        ('<a title="{{ harm }}">', '<a title="&lt;script&gt;&#34;&#39;&amp;">'),
        ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(harm) }}", "<i>&lt;script&gt;&#34;&#39;&amp;</i>"),
        ("{% set x %}<i>{{ harm }}</i>{% endset %}{{ x }}", "<i>&lt;script&gt;&#34;&#39;&amp;</i>"),
        (
            "{% macro m() %}<i>{{ caller() }}</i>{% endmacro %}{% call m() %}{{ harm }}{% endcall %}",
            "<i>&lt;script&gt;&#34;&#39;&amp;</i>",
        ),
        ("{{ harm ~ '<' }}", "&lt;script&gt;&#34;&#39;&amp;&lt;"),
        ("{{ harm | e }}", "&lt;script&gt;&#34;&#39;&amp;"),
        ("{{ ('<b>' | safe) ~ harm }}", "<b>&lt;script&gt;&#34;&#39;&amp;"),
        ("{{ [harm] | join }}", "&lt;script&gt;&#34;&#39;&amp;"),
        ("{% autoescape false %}{{ harm }}{% endautoescape %}", "<script>\"'&"),
        ("{{ lazy }}", "Dossiers & co"),
    ],
)
def test_a_template_escapes_what_it_writes(portal: Flask, source: str, shown: str) -> None:
    with portal.test_request_context():
        lazy = lazy_gettext("Dossiers & co")
        assert render_template_string(source, harm="<script>\"'&", lazy=lazy) == shown


def test_a_variable_that_is_not_there_stops_the_page(portal: Flask) -> None:
    with portal.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ nothing }}")


def test_a_text_template_escapes_nothing(portal: Flask) -> None:
    template = portal.jinja_env.overlay(autoescape=False).from_string("{{ harm }}")
    assert template.render(harm="<b>") == "<b>"


def test_templates_share_what_the_environment_knows(portal: Flask) -> None:
    assert isinstance(portal.jinja_env, PageEnvironment)
    with portal.test_request_context():
        assert render_template_string("{{ language() }}") == "fr"
    assert "page" not in portal.jinja_env.globals
