"""Documents that were taken back: the gesture, moving one to the medical side, and the register."""

from app.medical.web.removals import register
from app.medical.web.removals.views import blueprint

__all__ = ["blueprint", "register"]
