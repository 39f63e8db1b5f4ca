"""The portal with a gallery at /galerie, a wide table at /galerie/matrice, and a reader of the test's choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, g, render_template, request
from flask_babel import lazy_gettext as _
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional

from app import create_app
from app.extensions import login_manager
from app.registry.queries.sessions import Principal
from app.site.web.forms.fields import ChecksField, DayField, FilterForm, Form, choices_of
from app.site.web.gate.headers import embeds_documents
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.notices import Channel, DispatchState
from app.vocabulary.services import OnlineService
from config import Config

PAST = datetime(2020, 2, 3, 19, 5, tzinfo=UTC)
GRANTER = Principal(
    session_id=1,
    kind="person",
    name="Hélène Cœuret",
    language="fr",
    person_id=1,
    space=Space.CLICSEQUR,
    employer_id=1,
    employer_public_id="abc",
    employer_name="Scierie Łaszkiewicz et Fils inc.",
    employer_neq="1100123452",
    employer_count=2,
    roles=frozenset({Role.RSE}),
)
AUDITOR = Principal(
    session_id=2,
    kind="staff",
    name="Ada Roy",
    language="fr",
    staff_id=1,
    staff_roles=frozenset({StaffRole.AUDITOR}),
)
READERS = {"granter": GRANTER, "auditor": AUDITOR}
ENDPOINTS = {
    "home.index": "/accueil",
    "files.index": "/dossiers",
    "access.matrix": "/droits-d-acces",
    "recipients.index": "/papier",
    "services.index": "/services",
    "profile.account": "/mon-compte",
    "help.index": "/aide",
    "signin.choose_employer": "/employeur",
    "signin.sign_out": "/sortir",
    "employers.index": "/employeurs",
    "notices.index": "/avis",
    "withdrawals.index": "/retrait",
    "audit.index": "/journal",
    "rules.index": "/regles",
    "rules.simulator": "/simulateur",
    "development.mailbox": "/dev/courriels",
    "development.clock": "/dev/horloge",
}


class GalleryForm(Form):
    """One field of each kind."""

    name = StringField("Nom de la personne", [DataRequired("Indiquez le nom de la personne.")])
    email = EmailField("Adresse de courriel", [Optional()], description="Nous y écrivons seulement pour vous aviser.")
    password = PasswordField("Mot de passe", [DataRequired("Indiquez votre mot de passe.")])
    reason = TextAreaField("Motif", [DataRequired("Dites pourquoi la date change.")])
    until = DayField("Jusqu'au", description="Par exemple, 3 février 2021.")
    employer = SelectField(
        "Employeur", choices=[SelectChoice("", "Choisissez"), SelectChoice("a", "Scierie Łaszkiewicz")]
    )
    space = RadioField("Espace", choices=choices_of((Space.CLICSEQUR, Space.GUICHET_SST)))
    services = ChecksField("Services", choices=choices_of((OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING)))
    duty = BooleanField("Cette personne est autorisée à consulter les dossiers.", [DataRequired("Cochez la case.")])
    paper = FileField("Document PDF")
    find = StringField("Chercher par le nom")
    successor = SelectField("Qui prend la suite", choices=[SelectChoice("", "Personne")], validate_choice=False)


class GalleryFilters(FilterForm):
    """Filters of a list."""

    service = SelectField("Service", [Optional()], choices=choices_of(OnlineService, first="Tous"))
    soon = BooleanField("Se termine bientôt")


@dataclass(frozen=True)
class Says:
    """A reason of a ruling."""

    says: str
    rule: str
    source: str


@dataclass(frozen=True)
class Fix:
    """What would turn a refusal into a yes."""

    what: str = "Le retrait du papier chez votre employeur."
    who: str = "La Commission"


@dataclass(frozen=True)
class Line:
    """A document in a short list."""

    title: str
    is_new: bool
    detail: str = ""
    is_red: bool = False
    about: str = "Amélie Bouchard-Létourneau"
    href: str = "/galerie/document"


@dataclass(frozen=True)
class Gallery:
    """What the gallery's template receives."""

    title: str
    form: Any
    filters: Any
    paging: Any
    channels: tuple[Channel, ...] = tuple(Channel)
    states: tuple[DispatchState, ...] = tuple(DispatchState)
    day: date = date(2020, 2, 3)
    at: datetime = PAST
    reasons: tuple[Says, ...] = (
        Says("Votre employeur détient un compte Guichet SST.", "A4", "001, « Particularités »"),
        Says("Le retrait du papier n'a pas encore eu lieu.", "A6", "001, « Services »"),
    )
    fix: Fix = Fix()
    lines: tuple[Line, ...] = (Line("Décision", True, "Il reste 12 jours."), Line("Relevé", False))


@embeds_documents
def _gallery() -> str:
    form = GalleryForm()
    if request.method == "POST":
        form.validate()
    if "flash" in request.args:
        flash("L'accès est accordé à Paul Côté jusqu'au 3 février 2021.", "success")
        flash("Une lettre attend une adresse.", "warning")
    page = Gallery(str(_("Accueil")), form, GalleryFilters(), numbered(4, 50, 500, lambda n: f"/galerie?page={n}"))
    return render_template("gallery.html", page=page, layout=request.args.get("layout", "employer"))


def _matrix() -> str:
    return render_template("matrix.html", page=SimpleNamespace(title="Droits d'accès"))


def _document() -> tuple[str, dict[str, str]]:
    page = '<!DOCTYPE html><html lang="fr"><title>Document</title><main><h1>Décision</h1></main></html>'
    return page, {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'"}


def gallery_app(data: Path, environment: str = "test", **settings: Any) -> Flask:
    """The portal with the gallery; `?reader=granter` or `?reader=auditor` signs somebody in, `lang=en` in English."""
    usual: dict[str, Any] = {"RELAIS_ENV": environment, "RELAIS_DATA": data, "SECRET_KEY": "gallery"}
    app = create_app(Config(**(usual | settings)))
    templates = FileSystemLoader(str(Path(__file__).parent / "templates"))
    app.jinja_env.loader = ChoiceLoader([templates, app.jinja_env.loader])
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/galerie", "gallery", _gallery, methods=["GET", "POST"])
    app.add_url_rule("/galerie/dossiers", "files.gallery", _matrix)
    app.add_url_rule("/galerie/document", "gallery_document", _document)
    app.add_url_rule("/galerie/matrice", "gallery_matrix", _matrix)
    for endpoint, path in ENDPOINTS.items():
        if endpoint not in app.view_functions:
            app.add_url_rule(path, endpoint, _gallery)
    app.before_request_funcs.setdefault(None, []).insert(0, _sign_in)
    return app


def _sign_in() -> None:
    reader = READERS.get(request.args.get("reader", ""))
    language = request.args.get("lang", "fr")
    g._login_user = replace(reader, language=language) if reader else login_manager.anonymous_user()
