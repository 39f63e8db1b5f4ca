"""The blueprint of designations: the room of those who grant, and the links of those who are told."""

from flask import Blueprint

#: Where those who grant find the designations of their space.
ROOM = "/droits-d-acces/professionnels"
blueprint = Blueprint("designations", __name__)
