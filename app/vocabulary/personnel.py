"""The table of the personnel department: what each row would do, and where its application stands."""

from app.vocabulary.labels import Labelled


class RowKind(Labelled):
    """What a row of the table does to the rights of a person."""

    ADDED = "added", "Ajoutée", "Added"
    CHANGED = "changed", "Modifiée", "Changed"
    REMOVED = "removed", "Retirée", "Removed"
    UNCHANGED = "unchanged", "Inchangée", "Unchanged"
    REFUSED = "refused", "Refusée", "Refused"


class PlanState(Labelled):
    """Where a plan stands. What is queued or applying goes on by itself after a restart."""

    PLANNED = "planned", "À confirmer", "To confirm"
    QUEUED = "queued", "En file", "Queued"
    APPLYING = "applying", "En cours", "Under way"
    APPLIED = "applied", "Appliqué", "Applied"
    FAILED = "failed", "Non appliqué : rien n'a changé", "Not applied: nothing changed"
    UNDOING = "undoing", "Annulation en cours", "Being undone"
    UNDONE = "undone", "Annulé", "Undone"
    DROPPED = "dropped", "Abandonné", "Abandoned"
