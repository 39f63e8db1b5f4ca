"""The gestures of an agent on a request: how each is named, asked and made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import lazy_gettext as lazy

from app.extensions import db
from app.requests.actions.desk import act_at_desk, attach_file, reroute_request
from app.requests.queries.answers import is_answerable
from app.requests.queries.desk import concerned, employer_of, offices_for
from app.requests.web.desk.forms import CENTRAL, ClosingForm, FileForm, OfficeForm, QuestionForm, RefusalForm
from app.requests.web.desk.lists import kept
from app.requests.web.words import whom
from app.requests.words import RequestEventKind, RequestState, state_after
from app.site.web.forms.fields import Form
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.guards import current_principal

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest

Kind = RequestEventKind


@dataclass(frozen=True, slots=True)
class Way:
    """A gesture of an agent. `sentence`: what it changes; `done`: what is said once it is made.

    `only`: the form whose requests know it, where the others do not.
    """

    kind: RequestEventKind
    text: Any
    sentence: Any
    done: Any
    form: Callable[[], Form] = Form
    button: str = "primary"
    only: str = ""


#: The gestures, as addresses name them.
WAYS: Mapping[str, Way] = {
    "reception": Way(
        Kind.ACKNOWLEDGED,
        lazy("Accuser réception"),
        lazy("L'employeur voit que la CNESST a reçu sa demande. Il ne peut plus la reprendre."),
        lazy("La réception est inscrite."),
    ),
    "prise-en-charge": Way(
        Kind.TAKEN_IN_HAND,
        lazy("Prendre en charge"),
        lazy("L'employeur voit que sa demande est à l'étude. Votre nom paraît à la liste."),
        lazy("Vous avez pris cette demande en charge."),
    ),
    "question": Way(
        Kind.QUESTION,
        lazy("Poser une question"),
        lazy("La demande passe à l'employeur, qui lit votre question et y répond. Aucun renseignement médical ici."),
        lazy("La question est posée : la demande est à l'employeur."),
        QuestionForm,
    ),
    "fin": Way(
        Kind.CLOSED,
        lazy("Terminer"),
        lazy("Personne n'attend plus rien. L'employeur lit votre note."),
        lazy("La demande est terminée."),
        ClosingForm,
    ),
    "refus": Way(
        Kind.REFUSED,
        lazy("Refuser"),
        lazy("La demande est terminée. L'employeur lit votre raison."),
        lazy("La demande est refusée."),
        RefusalForm,
        "warning",
    ),
    "avis-a-la-personne": Way(
        Kind.WORKER_TOLD,
        lazy("Inscrire l'avis à la personne"),
        lazy("Vous avez avisé la travailleuse ou le travailleur qu'une copie de son dossier est demandée."),
        lazy("L'avis à la personne est inscrit."),
        only="file_copy",
    ),
    "dossier": Way(
        Kind.FILE_NO,
        lazy("Inscrire le numéro de dossier"),
        lazy(
            "Le dossier doit être un de ceux de cet employeur. La demande le suit à son bureau, sauf si on l'a déjà "
            "envoyée ailleurs."
        ),
        lazy("Le numéro de dossier est inscrit."),
        FileForm,
    ),
    "bureau": Way(
        Kind.REROUTED,
        lazy("Envoyer à un autre bureau"),
        lazy("L'historique, que l'employeur lit aussi, dit de quel bureau à quel autre."),
        lazy("La demande est envoyée à un autre bureau."),
        OfficeForm,
    ),
}


#: What is done in one click, as nothing is typed.
AT_ONCE = (Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND)


def open_ways(row: OnlineRequest) -> dict[str, Way]:
    """The gestures that may be made on a request as it stands, by their address."""
    state, aside = RequestState(row.state), row.part_of_id is not None
    known = {slug: way for slug, way in WAYS.items() if way.only in ("", row.form)}
    return {slug: way for slug, way in known.items() if state_after(way.kind, state, aside=aside)}


def way_of(row: OnlineRequest, slug: str) -> Way | None:
    """The gesture of an address; None where requests of that form do not know it."""
    way = WAYS.get(slug)
    return way if way is not None and way.only in ("", row.form) else None


def way_href(row: OnlineRequest, slug: str, seen: int) -> str:
    """The address of a gesture. `vu`: the last line of the history that the page shows."""
    return url_for("request_desk.act", public_id=row.public_id, gesture=slug, vu=seen, **kept())


def way_form(row: OnlineRequest, way: Way) -> Form:
    """The form of a gesture."""
    form = way.form()
    if isinstance(form, OfficeForm):
        return form.among(offices_for(db.session(), row))
    return form


def way_page(row: OnlineRequest, way: Way, form: Form) -> GesturePage:
    """The page of a gesture."""
    return GesturePage(
        title=str(way.text),
        caption=f"{row.reference} – {whom(row)}",
        form=form,
        button=str(way.text),
        kind=way.button,
        back_href=url_for("request_desk.show", public_id=row.public_id, **kept()),
        sentences=(str(way.sentence),),
    )


def make_way(row: OnlineRequest, way: Way, typed: str) -> None:
    """Make a gesture. `vu` of the address is the last line of the history that the agent read. Raises NotNow."""
    principal, seen = current_principal(), request.args.get("vu", 0, type=int)
    if way.kind is Kind.FILE_NO:
        attach_file(principal, row.public_id, typed, seen)
    elif way.kind is Kind.REROUTED:
        reroute_request(principal, row.public_id, "" if typed == CENTRAL else typed, seen)
    else:
        act_at_desk(principal, row.public_id, way.kind, seen, typed)


def answer_ways(row: OnlineRequest) -> tuple[tuple[str, str], ...]:
    """Where a document is deposited as an answer, once the request is about a file."""
    session = db.session()
    file = concerned(session, row)
    if file is None or not is_answerable(row):
        return ()
    employer = employer_of(session, row)
    href = url_for("deposits.describe", employer_id=employer.public_id, file_id=file.public_id, demande=row.public_id)
    return ((str(lazy("Répondre par un document")), href),)
