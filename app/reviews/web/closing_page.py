"""What the pages after a choice receive: crossed choices, another end, the summary, the attestations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.registry.words.reviews import ReviewCause, ReviewChoice
from app.reviews.web import sentences
from app.reviews.web.forms import named
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import instant, label
from app.site.web.page.paging import Paging

if TYPE_CHECKING:
    from app.reviews.actions.reviews import Chosen
    from app.reviews.models import AccessReview
    from app.reviews.queries.reviews import PastReview, ReviewedRight
    from app.reviews.web.forms import AttestForm
    from app.rights.web.grants.forms import EndForm
    from app.rights.web.losses.coverage import CoverageView


@dataclass(frozen=True, slots=True)
class CrossedPage:
    """Choices that were not taken, because somebody else chose or changed the right meanwhile: both are shown."""

    title: str
    saved: str
    rows: tuple[tuple[str, str, str, str], ...]
    values: tuple[str, ...]
    choice: ReviewChoice
    wanted: str
    length: str
    day: tuple[tuple[str, str], ...]
    choose_href: str
    back_href: str


def crossed_page(review: str, chosen: Chosen, choice: ReviewChoice, wanted: str) -> CrossedPage:
    """What others did, beside what was wanted."""
    kept = tuple((name, value) for name, value in request.form.items() if name.startswith("other_day"))
    return CrossedPage(
        title=_("Quelqu'un a décidé avant vous"),
        saved=ngettext("%(num)s autre choix est enregistré.", "%(num)s autres choix sont enregistrés.", chosen.saved),
        rows=tuple(
            (right.name, sentences.service_name(right), sentences.mark(right.now), _their_choice(right))
            for right in chosen.crossed
        ),
        values=tuple(named(right.person_public_id, right.service, right.token) for right in chosen.crossed),
        choice=choice,
        wanted=wanted,
        length=request.form.get("length", ""),
        day=kept,
        choose_href=url_for("access_reviews.decide", review=review),
        back_href=url_for("access_reviews.show", review=review),
    )


def _their_choice(right: ReviewedRight) -> str:
    if right.decided is None:
        return str(_("Rien de décidé, mais le droit a changé"))
    return f"{sentences.choice_words(right.decided)}, {sentences.decided_by(right)}"


def end_page(review: str, values: Sequence[str], form: EndForm) -> GesturePage:
    """Choosing another end."""
    return GesturePage(
        title=_("Changer l'échéance"),
        caption=ngettext("%(num)s droit choisi", "%(num)s droits choisis", len(values)),
        form=form,
        sentences=(_("Cette échéance ne s'appliquera qu'à l'attestation de la vérification."),),
        button=_("Garder ce choix"),
        kind="primary",
        back_href=url_for("access_reviews.show", review=review),
        values=(("do", "change"), *(("right", value) for value in values)),
    )


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What the attestation will do, before it does."""

    title: str
    caption: str
    form: AttestForm
    counts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, str, str], ...]
    own: tuple[str, ...]
    effect: CoverageView | None
    changed: bool
    back_href: str


def summary_page(
    review: AccessReview,
    rights: Sequence[ReviewedRight],
    effect: CoverageView | None,
    form: AttestForm,
    *,
    changed: bool,
) -> SummaryPage:
    """The summary of a review of which everything is decided."""
    moved = [right for right in rights if right.after != (right.first or right.now)]
    return SummaryPage(
        title=_("Attester la vérification"),
        caption=sentences.cause(ReviewCause(review.cause), asked=review.opened_by_id is not None),
        form=form,
        counts=tuple(_counts(rights)),
        rows=tuple(_moved(right) for right in moved),
        own=tuple(f"{right.name}, {sentences.service_name(right)}" for right in rights if sentences.is_own(right)),
        effect=effect,
        changed=changed,
        back_href=url_for("access_reviews.show", review=review.public_id),
    )


def _moved(right: ReviewedRight) -> tuple[str, str, str, str, str]:
    before, after = sentences.mark(right.first or right.now), sentences.mark(right.after)
    by = sentences.decided_by(right) if right.decided and not right.is_ended else str(_("avait déjà changé"))
    return right.name, sentences.service_name(right), before, after, by


def _counts(rights: Sequence[ReviewedRight]) -> list[tuple[str, str]]:
    names = {
        ReviewChoice.KEEP: _("Droits gardés"),
        ReviewChoice.CHANGE: _("Échéances changées"),
        ReviewChoice.END: _("Droits retirés"),
    }
    made = [right.decided.choice for right in rights if right.decided and not right.is_ended]
    return [(name, str(made.count(choice))) for choice, name in names.items()]


@dataclass(frozen=True, slots=True)
class AttestationsPage:
    """Every attestation, for the auditor."""

    title: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    paging: Paging


def attestations_page(past: Sequence[PastReview], number: int, size: int) -> AttestationsPage:
    """The latest attestations, so many a page."""
    shown, following = past[:size], len(past) > size
    return AttestationsPage(
        title=_("Attestations de vérification"),
        rows=tuple(
            (
                each.employer,
                label(each.space),
                instant(each.attested_at),
                each.attested_by,
                url_for("access_reviews.attestation_of", review=each.public_id),
            )
            for each in shown
        ),
        paging=Paging(
            url_for("access_reviews.attestations", page=number - 1) if number > 1 else None,
            url_for("access_reviews.attestations", page=number + 1) if following else None,
        ),
    )
