"""The figures as Prometheus reads them: gauges asked of the database at each scrape.

Nothing is counted in a process, so that any of several gives the same answer, and a restart loses nothing. How many
requests there were, and how long they took, is in the log.
"""

from __future__ import annotations

from dataclasses import asdict

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from app.desk.actions.health import Figures, Health
from app.vocabulary.alarms import AlarmCode

CONTENT_TYPE = CONTENT_TYPE_LATEST


def exposition(health: Health, figures: Figures) -> bytes:
    """The text of a scrape. Labels are parts, kinds and codes of the house: a few dozen series, and nobody's name."""
    registry = CollectorRegistry(auto_describe=False)
    up = Gauge("relais_part_well", "Whether a part is well (1) or not (0)", ["part"], registry=registry)
    for part, well in asdict(health).items():
        up.labels(part).set(well)
    number = Gauge("relais_waiting", "How many wait to leave or to be applied", ["kind"], registry=registry)
    age = Gauge("relais_waiting_oldest_seconds", "For how long the oldest has waited", ["kind"], registry=registry)
    for kind, waiting in figures.waiting.items():
        number.labels(kind).set(waiting.number)
        age.labels(kind).set(waiting.seconds)
    alarms = Gauge("relais_alarms_open", "Operational alarms that nobody settled", ["code"], registry=registry)
    for code in AlarmCode:
        alarms.labels(code.value).set(figures.alarms.get(code.value, 0))
    Gauge("relais_workers_seen", "Workers seen in the last minute", registry=registry).set(figures.workers)
    Gauge("relais_free_room_bytes", "Room left where files are written", registry=registry).set(figures.free_bytes)
    return generate_latest(registry)
