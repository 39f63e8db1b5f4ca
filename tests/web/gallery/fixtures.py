"""What the tests of the look ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from app.extensions import login_manager
from tests.web.gallery.app import gallery_app
from tests.web.page_client import PageClient


@contextmanager
def asked(gallery: Flask, path: str = "/", **options: Any) -> Iterator[None]:
    """Inside a request of a visitor, without a view."""
    with gallery.test_request_context(path, **options):
        g._login_user = login_manager.anonymous_user()
        yield


@pytest.fixture
def gallery(tmp_path: Path) -> Flask:
    """The portal with the gallery of components."""
    return gallery_app(tmp_path)


@pytest.fixture
def visitor(gallery: Flask) -> PageClient:
    """A browser without a screen, on the gallery."""
    return PageClient(gallery)
