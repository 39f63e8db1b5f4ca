"""What was being prepared is gone: say so, and lead back to the beginning."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _


def start_again(href: str) -> ResponseReturnValue:
    """Back to the first step: what was put aside lasted two hours, or belongs to somebody else."""
    flash(_("Ce qui était préparé n'est plus là. Rien n'a été enregistré : recommencez."), "warning")
    return redirect(href)
