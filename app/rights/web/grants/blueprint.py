"""The addresses of rights: `/droits-d-acces/…`."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from app.site.web.reasons.words import ServiceConverter

blueprint = Blueprint("access", __name__, url_prefix="/droits-d-acces")


@blueprint.record_once
def _name_services_in_addresses(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["service"] = ServiceConverter
