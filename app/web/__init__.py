"""The pages. One folder per feature (views, forms, page); guards, errors, filters and language are shared."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

#: Where each feature's blueprint is: "module:attribute", one line each.
BLUEPRINTS: tuple[str, ...] = (
    "app.web.audit.views:blueprint",
    "app.web.deposits.views:blueprint",
    "app.web.documents.views:blueprint",
    "app.web.employers.views:blueprint",
    "app.web.explanations.views:blueprint",
    "app.web.files.views:blueprint",
    "app.web.imputations.views:blueprint",
    "app.web.notices:blueprint",
    "app.web.rules.views:blueprint",
    "app.web.withdrawals.views:blueprint",
    "app.web.absences.views:blueprint",
    "app.web.access_history.views:blueprint",
    "app.web.access.views:blueprint",
    "app.web.access_reviews.views:blueprint",
    "app.web.access_ends.views:blueprint",
    "app.web.access_hints.views:blueprint",
    "app.web.access_requests.views:blueprint",
    "app.web.confirming.views:blueprint",
    "app.web.taking_back.views:blueprint",
    "app.web.email_addresses.views:blueprint",
    "app.web.designation_checks.views:blueprint",
    "app.web.designations.views:blueprint",
    "app.web.health.views:blueprint",
    "app.web.invitations.views:blueprint",
    "app.web.help.views:blueprint",
    "app.web.home.views:blueprint",
    "app.web.language_choice:blueprint",
    "app.web.firms.views:blueprint",
    "app.web.mandates.views:blueprint",
    "app.web.medical.views:blueprint",
    "app.web.personnel.views:blueprint",
    "app.web.profile.views:blueprint",
    "app.web.recipients.views:blueprint",
    "app.web.recovery.views:blueprint",
    "app.web.services.views:blueprint",
    "app.web.signin.views:blueprint",
)
#: Pages of a later context that add their addresses to the blueprint of an earlier one.
ADDED: tuple[str, ...] = ("app.web.access.leaving",)


def register(app: Flask) -> None:
    """Add language, filters, errors, headers, the shell and every blueprint to the application."""
    from app.web import (
        access_log,
        address,
        development,
        entrance,
        errors,
        filters,
        headers,
        language,
        proxies,
        request_id,
        shell,
    )
    from app.web.signin import cookie

    for shared in (access_log, request_id, address, proxies, language, filters, headers, errors, shell, cookie):
        shared.register(app)
    for module in ADDED:
        import_module(module)
    for place in BLUEPRINTS:
        module, _, attribute = place.partition(":")
        app.register_blueprint(getattr(import_module(module), attribute))
    development.register(app)
    entrance.register(app)
