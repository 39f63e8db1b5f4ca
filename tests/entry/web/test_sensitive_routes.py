"""Which gestures ask for a recent proof of who makes them: a new one must be listed, one way or the other."""

from __future__ import annotations

import inspect
from typing import Any

from flask import Flask
from wtforms import FileField

from app.site.web.forms.fields import Form

#: Who may give others something: each of their forms stands below.
GIVING = {"granter", "firm_administrator", "clinic_responsible"}
#: These ask (with the field that makes them ask, if only that one does).
SENSITIVE = {
    "absences.cancel",
    "absences.new",
    "access.change_right_end",
    "access.leave_role",
    "access.name",
    "access.remove",
    "access.replace",
    "access.revoke",
    "access.stay",
    "access.step_summary",
    "access.step_together",
    "access_ends.decide",
    "access_ends.replace",
    "access_requests.answer",
    "access_reviews.summary",
    "clinic_people.add",
    "clinic_people.end",
    "clinic_people.name",
    "clinic_software.authorise",
    "designations.new",
    "designations.resend",
    "email_addresses.of_person",
    "firms.accept",
    "firms.mandate",
    "invitations.resend",
    "mandates.administrator",
    "mandates.change_end",
    "mandates.end",
    "mandates.let_end",
    "mandates.propose",
    "mandates.renew",
    "personnel.apply",
    "personnel.undo",
    "taking_back.index",
    "taking_back.undo_removal",
}
#: These do not: they prepare something that asks when it is confirmed, take something away, or give nobody anything.
PLAIN = {
    "access.choose_known": "prepares",
    "access.export": "gives nothing",
    "access.step_end": "prepares",
    "access.step_new_person": "prepares",
    "access.step_people": "prepares",
    "access.step_person": "prepares",
    "access.step_services": "prepares",
    "access_hints.keep": "gives nothing",
    "access_history.export": "gives nothing",
    "access_requests.export": "gives nothing",
    "access_reviews.decide": "prepares",
    "access_reviews.keep_rest": "prepares",
    "access_reviews.start": "gives nothing",
    "clinic_software.cut": "takes away",
    "designations.end": "takes away",
    "firms.cancel": "takes away",
    "firms.resend": "prepares: whoever is added reads nothing until assigned",
    "firms.people": "prepares: whoever is added reads nothing until assigned",
    "firms.refuse": "gives nothing",
    "firms.remove": "takes away",
    "firms.resign": "takes away",
    "firms.unassign": "takes away",
    "invitations.cancel": "takes away",
    "invitations.export": "gives nothing",
    "personnel.again": "prepares",
    "personnel.index": "prepares",
    "recipients.settle": "takes away",
}
#: What anybody does for themselves, and that asks all the same.
ONES_OWN = {"email_addresses.own", "email_addresses.confirm"}


def forms(app: Flask) -> dict[str, bool]:
    """Each endpoint of those who give that receives a form, and whether it asks for a recent proof."""
    views = app.view_functions
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    return {
        endpoint: hasattr(views[endpoint], "relais_fresh")
        for endpoint in posted
        if getattr(views[endpoint], "relais_guard", "") in GIVING
    }


def test_no_sensitive_form_holds_a_file_which_could_not_be_kept(app: Flask) -> None:
    """A form waits while its owner proves who they are; a file would have to be chosen again."""
    assert "TableForm" in with_files()
    asking = {name: inspect.unwrap(view) for name, view in app.view_functions.items() if hasattr(view, "relais_fresh")}
    assert {name for name, view in asking.items() if with_files() & set(view.__code__.co_names)} == set()


def with_files() -> set[str]:
    """The names of the forms that hold a file."""
    forms = [*Form.__subclasses__()]
    for form in forms:
        forms.extend(form.__subclasses__())
    return {form.__name__ for form in forms if any(issubclass(field, FileField) for field in fields_of(form))}


def fields_of(form: type[Form]) -> list[Any]:
    return [each.field_class for each in vars(form).values() if hasattr(each, "field_class")]


def test_every_form_of_those_who_give_is_listed(app: Flask) -> None:
    assert set(forms(app)) == SENSITIVE | set(PLAIN)
    assert SENSITIVE & set(PLAIN) == set()


def test_those_that_are_sensitive_ask(app: Flask) -> None:
    assert {endpoint for endpoint, asks in forms(app).items() if asks} == SENSITIVE
    assert [endpoint for endpoint in ONES_OWN if not hasattr(app.view_functions[endpoint], "relais_fresh")] == []
