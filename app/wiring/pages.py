"""Every page of every context, and what stands around them: language, filters, errors, headers, the shell."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

#: Where each feature's blueprint is: "module:attribute", one line each.
BLUEPRINTS: tuple[str, ...] = (
    "app.api.web.authorising.views:blueprint",
    "app.api.web.corrections:blueprint",
    "app.api.web.description:blueprint",
    "app.api.web.reading:blueprint",
    "app.api.web.sending:blueprint",
    "app.api.web.tables:blueprint",
    "app.api.web.tokens:blueprint",
    "app.journal.web.views:blueprint",
    "app.clinics.web.board.views:blueprint",
    "app.clinics.web.enrolments.answering:blueprint",
    "app.clinics.web.enrolments.asking:blueprint",
    "app.clinics.web.people.views:blueprint",
    "app.clinics.web.sent.views:blueprint",
    "app.papers.web.deposits.views:blueprint",
    "app.papers.web.documents:blueprint",
    "app.desk.web.employers.views:blueprint",
    "app.desk.web.explanations.views:blueprint",
    "app.papers.web.files.views:blueprint",
    "app.papers.web.imputations.views:blueprint",
    "app.messaging.web.employer:blueprint",
    "app.messaging.web.desk:blueprint",
    "app.medical.web.notices:blueprint",
    "app.medical.web.letters:blueprint",
    "app.desk.web.rules.views:blueprint",
    "app.withdrawal.web.cohorts.views:blueprint",
    "app.withdrawal.web.preparing.own:blueprint",
    "app.withdrawal.web.preparing.preparation:blueprint",
    "app.withdrawal.web.simulating.views:blueprint",
    "app.withdrawal.web.simulating.keeping:blueprint",
    "app.withdrawal.web.preparing.watching:blueprint",
    "app.withdrawal.web.views:blueprint",
    "app.withdrawal.web.proposals:blueprint",
    "app.withdrawal.web.prior_letters:blueprint",
    "app.rights.web.absences.views:blueprint",
    "app.rights.web.history.views:blueprint",
    "app.rights.web.grants.doors:blueprint",
    "app.requests.web:blueprint",
    "app.requests.web.desk.pieces:blueprint",
    "app.reviews.web.views:blueprint",
    "app.rights.web.ends.views:blueprint",
    "app.rights.web.hints.views:blueprint",
    "app.rights.web.requests.views:blueprint",
    "app.entry.web.confirming.views:blueprint",
    "app.taking_back.web.views:blueprint",
    "app.entry.web.email_addresses.views:blueprint",
    "app.invitations.web.designation_checks.views:blueprint",
    "app.invitations.web.designations.views:blueprint",
    "app.desk.web.health.views:blueprint",
    "app.invitations.web.invitations.views:blueprint",
    "app.desk.web.help.views:blueprint",
    "app.desk.web.home.views:blueprint",
    "app.site.web.page.language_choice:blueprint",
    "app.mandates.web.firms.views:blueprint",
    "app.mandates.web.mandates.views:blueprint",
    "app.medical.web.papers.views:blueprint",
    "app.medical.web.removals:blueprint",
    "app.personnel.web.table.views:blueprint",
    "app.entry.web.profile.views:blueprint",
    "app.notices.web.recipients.views:blueprint",
    "app.entry.web.recovery.views:blueprint",
    "app.rights.web.services.views:blueprint",
    "app.entry.web.signin.views:blueprint",
)
#: Pages of another file, or of a later context, that add their addresses to the blueprint of an earlier one.
ADDED: tuple[str, ...] = (
    "app.personnel.web.leaving.views",
    "app.taking_back.web.returning",
    "app.withdrawal.web.changes",
    "app.withdrawal.web.cohorts.dates",
    "app.withdrawal.web.cohorts.making",
    "app.withdrawal.web.returning",
)


def register(app: Flask) -> None:
    """Add language, filters, errors, headers, the shell and every blueprint to the application."""
    from app.desk.web import development
    from app.entry.web.signin import cookie
    from app.site.web import entrance
    from app.site.web.gate import access_log, acting, errors, granting, headers, proxies, request_id
    from app.site.web.page import address, filters, language, shell

    for shared in (
        access_log,
        request_id,
        address,
        proxies,
        language,
        filters,
        headers,
        errors,
        acting,
        granting,
        shell,
        cookie,
    ):
        shared.register(app)
    for module in ADDED:
        import_module(module)
    for place in BLUEPRINTS:
        module, _, attribute = place.partition(":")
        app.register_blueprint(getattr(import_module(module), attribute))
    development.register(app)
    entrance.register(app)
