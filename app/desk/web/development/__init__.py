"""Tools of development. In production their pages are not even registered."""

from __future__ import annotations

from flask import Blueprint, Flask

blueprint = Blueprint("development", __name__, url_prefix="/developpement")


def register(app: Flask) -> None:
    """Add the pages, in development only."""
    from app.desk.web.development import clock_views, letters_views, mailbox_views  # noqa: F401 (their views join the blueprint)

    if app.config["RELAIS_ENV"] == "development":
        app.register_blueprint(blueprint)
