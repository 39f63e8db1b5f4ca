"""The addresses of invitations: `/invitation/…` for who is invited, `/droits-d-acces/invitations` for who invites."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("invitations", __name__)
