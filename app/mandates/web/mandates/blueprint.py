"""The blueprint of the mandates that an employer gives."""

from flask import Blueprint

blueprint = Blueprint("mandates", __name__, url_prefix="/droits-d-acces/mandataires")
