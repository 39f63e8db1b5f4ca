"""What the pages of the table of people receive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from app.personnel.actions.plans import can_be_undone
from app.personnel.web.table.lines import TONES, Line, failure_in_words, line_of
from app.personnel.web.table.readings import Reading, readings
from app.registry.words.access import AccessProblem
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import instant, label
from app.site.web.page.paging import Paging, numbered
from app.vocabulary.personnel import POSTAL_HEADINGS, Heading, PlanFailure, PlanState, RowKind
from app.vocabulary.text import folded

if TYPE_CHECKING:
    from app.personnel.models import PersonnelPlan, PersonnelRow
    from app.personnel.web.table.forms import ApplyForm, TableForm
    from app.rights.queries.coverage import Coverage
    from app.site.web.forms.fields import Form
    from app.site.web.page.shell import NavItem

PAGE_SIZE = 50
#: How many ranges of merged cells are told one by one.
MOST_MERGED = 10
#: What an address says to see every row.
EVERY = "toutes"
_HEADS = {
    RowKind.ADDED: lazy("Ajouts"),
    RowKind.CHANGED: lazy("Changements"),
    RowKind.REMOVED: lazy("Retraits"),
    RowKind.UNCHANGED: lazy("Sans changement"),
    RowKind.REFUSED: lazy("Refus"),
}
UNDER_WAY = frozenset({PlanState.QUEUED, PlanState.APPLYING, PlanState.UNDOING})


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Where a table is given."""

    title: str
    rooms: tuple[NavItem, ...]
    form: TableForm
    columns: tuple[tuple[str, str], ...]
    plans: tuple[tuple[PersonnelPlan, PlanState], ...]


def index_page(form: TableForm, plans: Sequence[PersonnelPlan]) -> IndexPage:
    """Return the page on which a table is given."""
    stated = tuple((plan, PlanState(plan.state)) for plan in plans)
    return IndexPage(_("Importer un tableau de personnes"), access_rooms(), form, _columns(), stated)


def _columns() -> tuple[tuple[str, str], ...]:
    services = ", ".join(label(heading) for heading in list(Heading)[6:])
    names = f"{label(Heading.GIVEN_NAME)}, {label(Heading.FAMILY_NAME)}"
    return (
        (names, _("Obligatoires. Un nom corrigé n'est pris qu'à côté de l'identifiant et du courriel.")),
        (
            label(Heading.EMAIL),
            _(
                "Obligatoire, sauf pour qui a un identifiant. C'est par lui qu'on reconnaît quelqu'un. À côté de "
                "l'identifiant, une nouvelle adresse reçoit un lien que la personne ouvre pour la confirmer."
            ),
        ),
        (label(Heading.IDENTIFIER), _("Vide pour une nouvelle personne. Le tableau exporté d'ici le contient.")),
        (label(Heading.LANGUAGE), _("« fr » ou « en », pour les messages d'une nouvelle personne.")),
        (
            services,
            _(
                "Une colonne par service : un dernier jour comme 2027-03-31, « oui » pour un an, "
                "vide pour aucun droit. Les services sans colonne ne changent pas."
            ),
        ),
        (
            label(Heading.LEFT),
            _("Le premier jour sans la personne, passé ou à venir, ou « parti » : tout finit ce jour-là."),
        ),
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a kind, and the address that shows them."""

    number: int
    text: str
    href: str
    tone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that a page shows: of one kind, or of all."""

    rows: Sequence[PersonnelRow]
    kind: RowKind | None
    number: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What a table would do, before it is confirmed."""

    title: str
    caption: str
    counts: tuple[Count, ...]
    notes: tuple[str, ...]
    coverage: tuple[Reading, ...]
    is_hole: bool
    lines: tuple[Line, ...]
    paging: Paging
    form: ApplyForm
    refused: int
    does_something: bool
    apply_href: str
    again_href: str


def plan_page(
    plan: PersonnelPlan,
    counts: dict[RowKind, int],
    shown: Shown,
    effects: Mapping[date, Coverage],
    lost: Mapping[date, Sequence[str]],
    form: ApplyForm,
) -> PlanPage:
    """Return the page that shows what a table would do."""
    return PlanPage(
        title=_("Ce que le tableau changerait"),
        caption=plan.file_name,
        counts=_counts(plan, counts, "personnel.plan"),
        notes=tuple(_notes(plan)),
        coverage=tuple(readings(effects, lost)),
        is_hole=any(effect.is_hole for effect in effects.values()),
        lines=tuple(line_of(row) for row in shown.rows),
        paging=_paging(counts, shown),
        form=form,
        refused=counts[RowKind.REFUSED],
        does_something=any(counts[kind] for kind in (RowKind.ADDED, RowKind.CHANGED, RowKind.REMOVED)),
        apply_href=url_for("personnel.apply", plan=plan.public_id),
        again_href=url_for("personnel.index"),
    )


def _paging(counts: dict[RowKind, int], shown: Shown) -> Paging:
    total = counts[shown.kind] if shown.kind else sum(counts.values())
    return numbered(shown.number, PAGE_SIZE, total)


def _counts(plan: PersonnelPlan, counts: dict[RowKind, int], endpoint: str) -> tuple[Count, ...]:
    every = url_for(endpoint, plan=plan.public_id, sorte=EVERY)
    kinds = (
        Count(number, str(_HEADS[kind]), url_for(endpoint, plan=plan.public_id, sorte=kind.value), TONES[kind])
        for kind, number in counts.items()
    )
    return (Count(sum(counts.values()), _("Toutes les lignes"), every, "neutral"), *kinds)


def _notes(plan: PersonnelPlan) -> list[str]:
    absent = (
        _("Les personnes absentes du tableau sont parties : elles figurent plus bas, sans numéro de ligne.")
        if plan.absent_left
        else _("Les personnes absentes du tableau restent telles quelles.")
    )
    ignored = _("Colonnes qui n'ont pas été lues : %(names)s.", names=", ".join(plan.ignored)) if plan.ignored else ""
    postal = (
        _("Les adresses postales ne changent pas par un tableau : le registre de la Commission les tient.")
        if any(folded(name) in POSTAL_HEADINGS for name in plan.ignored)
        else ""
    )
    known = _("Les RSE, les répondants, les professionnels de la santé et les mandataires ne sont jamais modifiés.")
    return [text for text in (absent, ignored, *_merged(plan), postal, known) if text]


def _merged(plan: PersonnelPlan) -> Iterator[str]:
    """What was read of cells that are merged: a range shows one text, and only its first cell holds it."""
    for name, text in plan.merged[:MOST_MERGED]:
        said = _("« %(text)s » n'est lu que dans la première", text=text) if text else _("rien n'y est lu")
        yield _("Cellules fusionnées %(range)s : %(said)s. Les autres sont vides.", range=name, said=said)
    if (others := len(plan.merged) - MOST_MERGED) > 0:
        yield ngettext(
            "%(num)s autre plage de cellules est fusionnée.",
            "%(num)s autres plages de cellules sont fusionnées.",
            others,
        )


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """Where an application stands. `failure` says why nothing changed, when nothing did."""

    title: str
    caption: str
    state: PlanState
    under_way: bool
    sentence: str
    failure: str
    counts: tuple[Count, ...]
    lines: tuple[Line, ...]
    paging: Paging
    refresh_href: str
    undo_href: str
    again_href: str


def progress_page(plan: PersonnelPlan, counts: dict[RowKind, int], shown: Shown) -> ProgressPage:
    """Return the page that shows where a confirmed table stands."""
    state = PlanState(plan.state)
    failure = failure_in_words(plan.failure, PlanFailure, AccessProblem) if plan.failure else ""
    return ProgressPage(
        title=label(state),
        caption=plan.file_name,
        state=state,
        under_way=state in UNDER_WAY,
        sentence=_sentence(plan, state),
        failure=failure,
        counts=_counts(plan, counts, "personnel.progress"),
        lines=tuple(line_of(row) for row in shown.rows),
        paging=_paging(counts, shown),
        refresh_href=url_for("personnel.progress", plan=plan.public_id),
        undo_href=url_for("personnel.undo", plan=plan.public_id) if can_be_undone(plan) else "",
        again_href=url_for("personnel.again", plan=plan.public_id) if state is PlanState.FAILED else "",
    )


def _sentence(plan: PersonnelPlan, state: PlanState) -> str:
    checked = _("Lignes vérifiées : %(done)s sur %(total)s.", done=plan.done, total=plan.total)
    said: dict[PlanState, str] = {
        PlanState.QUEUED: _("L'application commence dans quelques secondes. Vous pouvez quitter cette page."),
        PlanState.APPLYING: _("%(checked)s Tout est appliqué d'un coup, ou rien.", checked=checked),
        PlanState.UNDOING: _("L'annulation est en cours. Vous pouvez quitter cette page."),
        PlanState.APPLIED: _(
            "Appliqué le %(day)s. Chaque personne concernée est avisée.", day=instant(plan.applied_at)
        ),
        PlanState.UNDONE: _(
            "Annulé le %(day)s : chaque personne retrouve ce qu'elle avait.", day=instant(plan.undone_at)
        ),
        PlanState.FAILED: _("Rien n'a changé."),
    }
    return said[state]


def undo_page(plan: PersonnelPlan, form: Form) -> GesturePage:
    """Return the page that asks whether to undo a table."""
    return GesturePage(
        title=_("Annuler ce tableau?"),
        caption=plan.file_name,
        form=form,
        sentences=(
            _("Chaque personne retrouve les droits et le rôle qu'elle avait juste avant."),
            _("Les invitations qui attendent une réponse sont annulées."),
            _("Ce que quelqu'un a changé depuis reste tel quel; la page suivante dit pour qui, et pourquoi."),
            _("Une adresse que la personne a confirmée reste la sienne; un lien déjà parti sert encore, à elle seule."),
            _("Les demandes retirées, les absences terminées et les sessions fermées ne reviennent pas."),
        ),
        button=_("Annuler tout le tableau"),
        back_href=url_for("personnel.progress", plan=plan.public_id),
    )
