"""What is kept of a form that waits: until its sender has proved who they are, or acts for the right employer again."""

from __future__ import annotations

from flask import request

#: The field by which a kept form says that it was sent again.
RESUMED = "resumed_form"
#: For whom the page that held it was shown: `app/site/web/gate/acting.py`.
ACTING_FOR = "acting_for"
#: What a kept form never holds: the token is the session's, the mark is the page's, a password is typed anew.
_NOT_KEPT = frozenset({"csrf_token", ACTING_FOR, RESUMED, "current", "new"})


def sent_values() -> list[tuple[str, str]]:
    """Each name with its value, in the order of the form, but for what is never kept."""
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name not in _NOT_KEPT and "password" not in name]
