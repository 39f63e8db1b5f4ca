"""What the interface is, for whoever writes a software: its description, and that of each form."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from app.api.domain.openapi import openapi, schema_of
from app.site.web.gate.guards import public

blueprint = Blueprint("api_description", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def description() -> ResponseReturnValue:
    """The description of the interface (OpenAPI 3.1)."""
    return jsonify(openapi(_server()))


@blueprint.get("/schemas/<name>/<version>.json")
@public
def schema(name: str, version: str) -> ResponseReturnValue:
    """The JSON Schema of the body of a form."""
    found = schema_of(name, version)
    if found is None:
        abort(404)
    return jsonify(found | {"$id": _server() + url_for("api_description.schema", name=name, version=version)})


def _server() -> str:
    """Where the portal stands, as its operator says."""
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")
