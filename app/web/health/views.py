"""`GET /healthz`: 200 when database, worker and store are well, 503 with which one is not otherwise."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.actions.health import check
from app.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say how each part is."""
    parts = check()
    words = {name: "well" if well else "not well" for name, well in parts.items()}
    return jsonify(words), 200 if all(parts.values()) else 503
