"""Nobody forgets a guard: each route bears exactly one, right under its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from app.api.web.bearer import WITHOUT_COOKIES
from app.extensions import csrf
from app.site.web.gate import guards

#: Flask's own: the style sheets and fonts of everybody.
UNGUARDED = {"static"}
View = Callable[..., Any]


def layers(view: View) -> Iterator[View]:
    """A view and what it wraps, from the outside in."""
    while True:
        yield view
        if not hasattr(view, "__wrapped__"):
            return
        view = view.__wrapped__


def is_guard(layer: View) -> bool:
    """Whether this layer was put there by app/site/web/gate/guards.py."""
    return layer.__code__.co_filename == guards.__file__


def views(portal: Flask) -> dict[str, View]:
    """Every view of ours by its endpoint."""
    return {endpoint: view for endpoint, view in portal.view_functions.items() if endpoint not in UNGUARDED}


def test_each_route_bears_exactly_one_guard(portal: Flask) -> None:
    counts = {endpoint: sum(map(is_guard, layers(view))) for endpoint, view in views(portal).items()}
    assert {endpoint: count for endpoint, count in counts.items() if count != 1} == {}


def test_the_guard_stands_before_everything_else(portal: Flask) -> None:
    behind = [endpoint for endpoint, view in views(portal).items() if not is_guard(view)]
    assert behind == []


def test_each_guard_says_its_name(portal: Flask) -> None:
    assert [endpoint for endpoint, view in views(portal).items() if not getattr(view, "relais_guard", "")] == []


def test_only_what_reads_no_cookie_needs_no_token_of_a_page(portal: Flask) -> None:
    """A request that bears its own proof comes from no page; any other form has its token (tests/web)."""
    exempt = {name for name, each in portal.blueprints.items() if each in csrf._exempt_blueprints}
    bearing = {
        endpoint.partition(".")[0]
        for endpoint, view in views(portal).items()
        if getattr(view, "relais_guard", "") in WITHOUT_COOKIES
    }
    assert exempt == bearing
    assert not csrf._exempt_views


def test_no_address_shows_the_number_of_a_row(portal: Flask) -> None:
    numbered = [rule.rule for rule in portal.url_map.iter_rules() if "<int:" in rule.rule]
    assert numbered == []


def test_what_changes_something_is_never_asked_for_by_a_link(portal: Flask) -> None:
    """A route answers to GET or to POST with its form; nothing else is used by pages."""
    methods = {method for rule in portal.url_map.iter_rules() for method in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}
