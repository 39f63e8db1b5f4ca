"""What an attestation says, in French words: the language of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app import clock
from app.delivery.post.attestations import Attestation, Rows
from app.delivery.post.letters import french_day
from app.registry.models.employers import Employer
from app.registry.words.reviews import ReviewCause, ReviewChoice
from app.resolver.domain import rules
from app.reviews.models import AccessReview
from app.reviews.queries.causes import Difference
from app.reviews.queries.reviews import AUTOMATIC, ENDED, ENDLESS, ReviewedRight, last_day_of
from app.vocabulary.accounts import Space
from app.vocabulary.passwords import by_four

STATEMENT = (
    "J’atteste avoir vérifié que chacun de ces droits d’accès convient à la personne qui le détient, et que toutes "
    "ces personnes sont autorisées à accéder aux dossiers d’indemnisation des travailleuses et travailleurs."
)


def attestation_of(
    review: AccessReview,
    employer: Employer,
    rights: Sequence[ReviewedRight],
    names: Mapping[int, str],
    attested_by: str,
    at: datetime,
) -> Attestation:
    """The attestation of a review. `names`: those of the people for whom what a right allows has changed."""
    return Attestation(
        reference=by_four(review.public_id),
        attested_at=at,
        attested_by=attested_by,
        facts=[
            ["Employeur", employer.name],
            ["NEQ", employer.neq],
            ["Espace", Space(review.space).fr],
            [
                "Motif de la vérification",
                "À la demande d’une personne qui accorde les droits"
                if review.opened_by_id
                else ReviewCause(review.cause).fr,
            ],
            ["Vérification commencée le", _instant(review.opened_at)],
            ["Attestée par", attested_by],
            ["Attestée le", _instant(at)],
        ],
        statement=STATEMENT,
        differences=[_difference(Difference.of(said), names) for said in review.changes.get("differences", ())],
        counts=_counts(rights),
        rights=[_right(right) for right in rights],
        rules=_rules(clock.day_of(at)),
    )


def _instant(at: datetime) -> str:
    local = at.astimezone(clock.QUEBEC)
    return f"{french_day(local.date())} à {local.hour} h {local:%M} (heure du Québec)"


def _counts(rights: Sequence[ReviewedRight]) -> Rows:
    names = {
        ReviewChoice.KEEP: "Droits gardés",
        ReviewChoice.CHANGE: "Échéances changées",
        ReviewChoice.END: "Droits retirés",
    }
    held = [right for right in rights if not right.is_ended and right.decided]
    counts = [
        [name, str(sum(right.decided is not None and right.decided.choice is choice for right in held))]
        for choice, name in names.items()
    ]
    ended = sum(right.is_ended for right in rights)
    return [*counts, *([["Droits qui avaient déjà pris fin", str(ended)]] if ended else [])]


def _right(right: ReviewedRight) -> list[str]:
    service = right.service.fr if right.service else "Tous les services"
    return [right.name, service, _mark(right.first or right.now), _mark(right.after), _decided(right)]


def _mark(mark: str) -> str:
    words = {ENDED: "Aucun droit", AUTOMATIC: "Accès automatique, par le rôle", ENDLESS: "Sans échéance"}
    last_on = last_day_of(mark)
    return f"Jusqu’au {french_day(last_on)}" if last_on else words.get(mark, "")


def _decided(right: ReviewedRight) -> str:
    made = right.decided
    if made is None or right.is_ended:
        return "Avait déjà pris fin"
    said = {ReviewChoice.KEEP: "Gardé", ReviewChoice.CHANGE: "Échéance changée", ReviewChoice.END: "Retiré"}[
        made.choice
    ]
    by = "la personne elle-même" if made.decided_by_id == right.person_id else made.decided_by
    return f"{said} par {by}, le {french_day(clock.day_of(made.decided_at))}"


def _difference(difference: Difference, names: Mapping[int, str]) -> list[str]:
    possible = ("Possible", "Fermé") if not difference.allowed else ("Fermé", "Possible")
    name = names.get(difference.person_id, "")
    return [name, difference.service.fr, *possible, french_day(difference.on), ", ".join(difference.rules)]


def _rules(on: date) -> str:
    """Every rule of access and of granting in force that day, with its version."""
    rows = (row for name in ("access", "granting") for row in rules.table(name).rows)
    in_force = (
        row for row in rows if (row.begins is None or row.begins <= on) and (row.until is None or on < row.until)
    )
    return ", ".join(f"{row.id} v{row.version}" for row in in_force)
