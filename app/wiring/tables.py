"""Every table of every context: known before a query is built, or a migration compared."""

from __future__ import annotations

from importlib import import_module

MODELS: tuple[str, ...] = (
    "app.api.models.software",
    "app.clinics.models.enrolments",
    "app.clinics.models.reference",
    "app.clinics.models.submissions",
    "app.clinics.models.suppliers",
    "app.ledger.models.alarms",
    "app.ledger.models.audit",
    "app.ledger.models.daily",
    "app.ledger.models.emails",
    "app.ledger.models.letters",
    "app.ledger.models.workers",
    "app.messaging.models",
    "app.notices.models",
    "app.personnel.models",
    "app.registry.models.accounts",
    "app.registry.models.clinics",
    "app.registry.models.designations",
    "app.registry.models.employers",
    "app.registry.models.invitations",
    "app.registry.models.mandates",
    "app.registry.models.people",
    "app.registry.models.proposals",
    "app.registry.models.recipients",
    "app.registry.models.signin",
    "app.registry.models.staff",
    "app.requests.models.pieces",
    "app.requests.models.requests",
    "app.resolver.models.absences",
    "app.resolver.models.access",
    "app.resolver.models.cohorts",
    "app.resolver.models.documents",
    "app.resolver.models.files",
    "app.resolver.models.withdrawals",
    "app.reviews.models",
    "app.rights.models.ends",
    "app.rights.models.requests",
    "app.withdrawal.models",
)


def register() -> None:
    """Make every table known."""
    for module in MODELS:
        import_module(module)
