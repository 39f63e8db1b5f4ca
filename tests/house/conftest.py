"""The portal as it is wired, without a database: the house looks at its routes and its templates."""

from __future__ import annotations

import pytest
from flask import Flask

from app import create_app
from config import Config


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of development, where every page is there."""
    folder = tmp_path_factory.mktemp("portal")
    return create_app(
        Config(RELAIS_ENV="development", RELAIS_DATA=folder, SECRET_KEY="house", SQLALCHEMY_DATABASE_URI="sqlite://")
    )
