"""Every address of rights, in one blueprint: the pages, the gestures, the steps of a grant."""

from __future__ import annotations

from app.rights.web.grants import gestures, roles, views
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.several import views as several
from app.rights.web.wizard import meanwhile
from app.rights.web.wizard import views as steps

__all__ = ["blueprint", "gestures", "meanwhile", "roles", "several", "steps", "views"]
