"""What stands around every page: for whom one acts, where one can go, the other language, the demo's band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app import clock
from app.site.web.page.filters import label
from app.site.web.page.language import language
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.language import Language

if TYPE_CHECKING:
    from app.registry.queries.sessions import Principal

EVERYONE = (("help.index", _("Aide")), ("rules.index", _("Règles")))
EMPLOYER = (
    ("home.index", _("Accueil")),
    ("files.index", _("Dossiers")),
    ("messaging.index", _("Messagerie")),
    ("access.matrix", _("Droits d'accès")),
    ("recipients.index", _("Personnes qui reçoivent du papier")),
    ("services.index", _("Services en ligne")),
)
#: Pages of those who grant rights; for anybody else they do not exist.
GRANTERS = frozenset({"access.matrix", "recipients.index"})
#: Whom CNESST codes bring in: only the messaging is open to them.
CODES = (("messaging.index", _("Messagerie")), ("services.index", _("Services en ligne")))
HEALTH_PROFESSIONAL = (("home.index", _("Accueil")), ("medical.index", _("Papiers médicaux")))
CLINIC = (
    ("clinic_board.index", _("Personnes traitées")),
    ("clinic_sent.index", _("Formulaires transmis")),
    ("clinic_people.index", _("Personnes de la clinique")),
    ("clinic_software.index", _("Logiciels de la clinique")),
)
STAFF: tuple[tuple[str, Any, frozenset[StaffRole]], ...] = (
    ("home.index", _("Accueil"), frozenset(StaffRole)),
    ("employers.index", _("Employeurs"), frozenset(StaffRole)),
    ("deposits.new", _("Déposer"), frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})),
    ("imputations.new", _("Imputer"), frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})),
    ("notices.index", _("Avis et lettres"), frozenset(StaffRole)),
    ("request_desk.index", _("Demandes"), frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})),
    ("message_desk.index", _("Messages"), frozenset(StaffRole)),
    ("designation_checks.index", _("Désignations"), frozenset(StaffRole)),
    ("clinic_enrolments.index", _("Cliniques"), frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})),
    ("withdrawals.index", _("Retrait du papier"), frozenset({StaffRole.ADMINISTRATOR, StaffRole.AUDITOR})),
    ("recovery.index", _("Entrées"), frozenset({StaffRole.AGENT, StaffRole.ADMINISTRATOR})),
    ("audit.index", _("Journal"), frozenset({StaffRole.AUDITOR, StaffRole.ADMINISTRATOR})),
    ("access_reviews.attestations", _("Attestations"), frozenset({StaffRole.AUDITOR})),
)
DEVELOPMENT = (
    ("development.mailbox", _("Courriels envoyés")),
    ("development.letters", _("Lettres")),
    ("development.clock", _("Horloge")),
)
#: Pages that stand within another subject of the navigation.
WITHIN = {
    "documents": "files",
    "letters": "notices",
    "removals": "notices",
    "access_ends": "access",
    "access_requests": "access",
    "invitations": "access",
    "absences": "access",
    "designations": "access",
    "mandates": "access",
    "access_reviews": "access",
    "personnel": "access",
    "access_history": "access",
    "taking_back": "access",
    "cohorts": "withdrawals",
    "preparation": "withdrawals",
    "prior_letters": "withdrawals",
    "simulation": "withdrawals",
    "simulations": "withdrawals",
    "withdrawal_proposals": "withdrawals",
    "withdrawal_watch": "withdrawals",
}
#: The layout of what more than one kind of person reads; an employer's people have theirs.
LAYOUTS = {"staff": "commission", "clinic": "clinic"}
FOOTER = (
    ("help.index", _("Aide")),
    ("rules.index", _("Règles")),
    ("help.assumptions", _("Hypothèses")),
    ("help.accessibility", _("Accessibilité")),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of a navigation."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ActingFor:
    """The employer for whom one acts, in which space and as what; `firm`: by its mandate; `switch_href` when there are
    several.
    """

    name: str
    neq: str
    space: str
    role: str
    firm: str
    switch_href: str | None


@dataclass(frozen=True, slots=True)
class Shell:
    """What a layout needs to know. `kind` is "person", "staff", "clinic" or empty for a visitor; `layout`: the folder's
    file for that kind; `phone`: whom to call; `phone_hours`: when somebody answers,
    where that is known.
    """

    kind: str
    layout: str
    name: str
    language: str
    other_language: str
    language_href: str
    language_back: str
    home_href: str
    navigation: tuple[NavItem, ...]
    personal: tuple[NavItem, ...]
    footer: tuple[NavItem, ...]
    development: tuple[NavItem, ...]
    acting_for: ActingFor | None
    sign_out_href: str | None
    sign_in_href: str | None
    demonstration: bool
    phone: str
    phone_hours: str
    today: Any


def _href(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None if there is none; few are asked for, and each is made once."""
    kept: dict[Any, str] = current_app.extensions.setdefault("shell_hrefs", {})
    key = (request.script_root, endpoint, *values.values())
    if key not in kept:
        if endpoint not in current_app.view_functions:
            return None
        kept[key] = url_for(endpoint, **values)
    return kept[key]


def _links(entries: tuple[tuple[str, Any], ...]) -> tuple[NavItem, ...]:
    """Links to the pages that exist, made once for each place where they are shown."""
    kept: dict[Any, tuple[NavItem, ...]] = current_app.extensions.setdefault("shell_links", {})
    key = (tuple(name for name, _label in entries), request.endpoint, request.script_root, language())
    if key not in kept:
        kept[key] = _new_links(entries, request.blueprint, request.endpoint)
    return kept[key]


def _new_links(
    entries: tuple[tuple[str, Any], ...], blueprint: str | None, endpoint: str | None
) -> tuple[NavItem, ...]:
    """The current page is marked, or its subject when the page itself is not among the links."""
    blueprint = WITHIN.get(blueprint or "", blueprint)
    same = {name for name, _label in entries if name.partition(".")[0] == blueprint}
    return tuple(
        NavItem(str(words), href, current=name == endpoint if len(same) > 1 else name in same)
        for name, words in entries
        if (href := _href(name))
    )


def _navigation(reader: Principal | None) -> tuple[tuple[str, Any], ...]:
    if reader is None:
        return EVERYONE
    if reader.kind == "staff":
        return tuple((name, words) for name, words, roles in STAFF if roles & reader.staff_roles)
    if reader.kind == "clinic":
        return CLINIC if reader.supplier_id else ()
    if not reader.employer_id:
        return ()
    if reader.role is Role.HEALTH_PROFESSIONAL:
        return HEALTH_PROFESSIONAL
    if reader.space is Space.CNESST_CODES:
        return CODES
    return tuple(entry for entry in EMPLOYER if reader.is_granter or entry[0] not in GRANTERS)


def _personal(reader: Principal) -> tuple[tuple[str, Any], ...]:
    account = ("profile.account", _("Mon compte"))
    return (("firms.index", _("Mon cabinet")), account) if reader.firms else (account,)


def _acting_for(reader: Principal | None) -> ActingFor | None:
    if reader is None or not reader.employer_id or reader.space is None:
        return None
    return ActingFor(
        reader.employer_name,
        reader.employer_neq,
        label(reader.space),
        label(reader.role),
        reader.firm_name,
        _href("signin.choose_employer") if reader.employer_count > 1 else None,
    )


def _language_back() -> str:
    """Where one is after another language was chosen: on this page when it answers to GET."""
    if request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        return ""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def reader_of_request() -> Principal | None:
    """Who reads the page, or None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def build() -> Shell:
    """The shell of the current request."""
    reader = reader_of_request()
    code = language()
    other = Language.FR.value if code == Language.EN else Language.EN.value
    development = current_app.config["RELAIS_ENV"] == "development"
    return Shell(
        kind=reader.kind if reader else "",
        layout=LAYOUTS.get(reader.kind if reader else "", "employer"),
        name=reader.name if reader else "",
        language=code,
        other_language=other,
        language_href=_href("language.choose", code=other) or "",
        language_back=_language_back(),
        home_href=_href("home.index") or f"{request.script_root}/",
        navigation=_links(_navigation(reader)),
        personal=_links(_personal(reader)) if reader else (),
        footer=_links(FOOTER),
        development=_links(DEVELOPMENT) if development else (),
        acting_for=_acting_for(reader),
        sign_out_href=_href("signin.sign_out") if reader else None,
        sign_in_href=None if reader else _href("signin.door"),
        demonstration=development,
        phone=current_app.config["LETTER_PHONE"].replace(" ", "\u00a0"),
        phone_hours=_phone_hours(),
        today=clock.today(),
    )


def _phone_hours() -> str:
    """When somebody answers the telephone, in the language of the page; nothing where no setting says it."""
    french, _bar, english = current_app.config["PHONE_HOURS"].partition("|")
    return str(english or french if language() == Language.EN else french).strip()


def current_shell() -> Shell:
    """The shell of the request, built once."""
    if "shell" not in g:
        g.shell = build()
    shell: Shell = g.shell
    return shell


def register(app: Flask) -> None:
    """Give `shell` to every template."""
    app.context_processor(lambda: {"shell": current_shell()} if has_request_context() else {})
