"""What those who watch the portal ask: is it alive, can it show a page, is everything well, and the figures.

`/livez`: this process answers; nothing else is asked. `/readyz`: a page can be shown. `/healthz`: 200 when database,
worker and store are well, 503 with which one is not otherwise; what it says of journal, mail and room changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.desk.actions.health import check, database_answers, figures
from app.site.web.gate.guards import public, watcher

blueprint = Blueprint("health", __name__)


def _words(parts: dict[str, bool]) -> dict[str, str]:
    return {name: "well" if well else "not well" for name, well in parts.items()}


@blueprint.get("/livez")
@public
def livez() -> ResponseReturnValue:
    """Answer: a process that does not is to be replaced."""
    return jsonify(process="well")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether visitors may be sent here: a worker that stands still, or a full disk, keeps nobody from reading."""
    answers = database_answers()
    return jsonify(_words({"database": answers})), 200 if answers else 503


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say how each part is."""
    health = check()
    return jsonify(_words(asdict(health))), 200 if health.is_well else 503


@blueprint.get("/metrics")
@watcher
def metrics() -> Response:
    """The figures, for Prometheus."""
    # Its library is for those who are watched so, and takes time to load.
    from app.desk.web.health.metrics import CONTENT_TYPE, exposition

    return Response(exposition(check(), figures()), content_type=CONTENT_TYPE)
