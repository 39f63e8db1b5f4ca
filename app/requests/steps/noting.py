"""What lists, searches and alarms need of the answers of a request."""

from __future__ import annotations

from app.forms.domain.reading import Reading
from app.requests.domain.canonical import digest_of
from app.requests.domain.catalogue import ServiceForm
from app.requests.models.requests import OnlineRequest
from app.vocabulary.text import folded


def note_for_lists(row: OnlineRequest, form: ServiceForm, reading: Reading) -> None:
    """What lists and searches need of the answers: subject, worker, last day."""
    subject = form.rules.subject(reading.values)
    row.subject = digest_of(subject) if subject else ""
    row.search_name = folded(form.rules.whom(reading.values))
    limit = form.rules.reckon(reading.values, frozenset()).limit
    row.limit_on = limit.last_on if limit else None
