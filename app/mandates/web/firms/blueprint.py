"""The addresses of « Mon cabinet »."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("firms", __name__, url_prefix="/cabinet")
