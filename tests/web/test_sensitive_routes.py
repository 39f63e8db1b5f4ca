"""Which gestures ask for a recent proof of who makes them: a new one must be listed, one way or the other."""

from __future__ import annotations

from flask import Flask

#: Who may give others something: each of their forms stands below.
GIVING = {"granter", "firm_administrator"}
#: These ask (with the field that makes them ask, if only that one does).
SENSITIVE = {
    "absences.new",
    "access.change_right_end",
    "access.leave_role",
    "access.name",
    "access.remove",
    "access.replace",
    "access.revoke",
    "access.step_summary",
    "access_ends.decide",
    "access_ends.replace",
    "access_requests.answer",
    "access_reviews.summary",
    "designations.new",
    "designations.resend",
    "email_addresses.of_person",
    "firms.accept",
    "firms.mandate",
    "invitations.resend",
    "mandates.administrator",
    "mandates.change_end",
    "mandates.propose",
    "personnel.apply",
    "personnel.undo",
    "taking_back.index",
}
#: These do not: they prepare something that asks when it is confirmed, take something away, or give nobody anything.
PLAIN = {
    "absences.cancel": "takes away",
    "access.choose_known": "prepares",
    "access.step_end": "prepares",
    "access.step_new_person": "prepares",
    "access.step_person": "prepares",
    "access.step_services": "prepares",
    "access_hints.keep": "gives nothing",
    "access_history.export": "gives nothing",
    "access_reviews.decide": "prepares",
    "access_reviews.keep_rest": "prepares",
    "access_reviews.start": "gives nothing",
    "designations.end": "takes away",
    "firms.people": "prepares: whoever is added reads nothing until assigned",
    "firms.refuse": "gives nothing",
    "firms.remove": "takes away",
    "firms.resign": "takes away",
    "firms.unassign": "takes away",
    "invitations.cancel": "takes away",
    "mandates.end": "takes away",
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


def test_every_form_of_those_who_give_is_listed(app: Flask) -> None:
    assert set(forms(app)) == SENSITIVE | set(PLAIN)
    assert SENSITIVE & set(PLAIN) == set()


def test_those_that_are_sensitive_ask(app: Flask) -> None:
    assert {endpoint for endpoint, asks in forms(app).items() if asks} == SENSITIVE
    assert [endpoint for endpoint in ONES_OWN if not hasattr(app.view_functions[endpoint], "relais_fresh")] == []
