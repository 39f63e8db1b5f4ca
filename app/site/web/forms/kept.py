"""What is kept of a form that waits: until its sender has proved who they are, is in again, or acts for whom it is."""

from __future__ import annotations

from flask import current_app, request, url_for

from app.registry.words.sensitive import SensitiveMoment

#: The field by which a kept form says that it was sent again.
RESUMED = "resumed_form"
#: For whom the page that held it was shown: `app/site/web/gate/acting.py`.
ACTING_FOR = "acting_for"
#: How the inputs begin of what is encrypted as soon as it is received: a social insurance number, an account.
SECRET = "secret_"  # noqa: S105  (the beginning of a name)
#: What a kept form never holds: the token is the session's, the mark is the page's, a password is typed anew.
_NOT_KEPT = frozenset({"csrf_token", ACTING_FOR, RESUMED, "current", "new"})


def sent_values() -> list[tuple[str, str]]:
    """Each name with its value, in the order of the form, but for what is never kept."""
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name not in _NOT_KEPT and not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return "password" in name or name.startswith(SECRET)


def sent_to() -> str:
    """The address to which the form was sent."""
    return request.full_path.rstrip("?")


def page_of_form() -> str:
    """Where the form stands; the home of a form that another page shows."""
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else url_for("home.index")


def moment_of_form() -> SensitiveMoment | None:
    """The sensitive gesture that the form makes, if its view asks for a fresh proof."""
    moment: SensitiveMoment | None = getattr(current_app.view_functions[request.endpoint or ""], "relais_fresh", None)
    return moment


def has_file() -> bool:
    """Whether a file came with the form: none is kept."""
    return any(each.filename for each in request.files.values())
