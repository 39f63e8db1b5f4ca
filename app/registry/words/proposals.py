"""What one member of the staff proposes and another decides: kinds, answers, and why nothing was recorded."""

from app.vocabulary.labels import Labelled


class ProposalKind(Labelled):
    """What is proposed."""

    WITHDRAWAL_DATE = "withdrawal_date", "Date de retrait du papier", "Withdrawal date"
    WITHDRAWAL_CANCELLED = "withdrawal_cancelled", "Annulation de la date de retrait", "Withdrawal date cancelled"
    PAPER_RETURNED = "paper_returned", "Retour au papier", "Return to paper"


class Decision(Labelled):
    """How a proposal ended."""

    APPROVED = "approved", "Approuvée", "Approved"
    REFUSED = "refused", "Refusée", "Refused"
    TAKEN_BACK = "taken_back", "Reprise", "Taken back"


class ProposalRefusal(Labelled):
    """A reason to record nothing."""

    OWN = (
        "own",
        "Une autre personne doit décider : vous ne pouvez pas approuver ni refuser ce que vous proposez.",
        "Somebody else must decide: you cannot approve or refuse what you propose.",
    )
    NOT_OWN = (
        "not_own",
        "Seule la personne qui a fait cette proposition peut la reprendre.",
        "Only the person who made this proposal can take it back.",
    )
    DECIDED = (
        "decided",
        "Cette proposition a déjà sa réponse.",
        "This proposal already has its answer.",
    )
    WAITING = (
        "waiting",
        "Une autre proposition attend déjà une réponse. Ouvrez-la : elle doit être décidée ou reprise avant celle-ci.",
        "Another proposal already awaits an answer. Open it: it must be decided or taken back before this one.",
    )
