"""Letters: what each is about, and how its reader could see the same on screen next time."""

from app.vocabulary.labels import Labelled


class LetterKind(Labelled):
    """A kind of letter; the code is its folder in `templates/letters`."""

    DOCUMENT = "document", "Document transmis par la poste", "Document sent by post"
    DECISION = "decision", "Décision transmise par la poste", "Decision sent by post"
    IMPUTATION = "imputation", "Avis d'imputation d'un dossier", "Notice of a file's imputation"
    DESIGNATION = "designation", "Désignation à accepter", "Designation to accept"
    PRIOR_NOTICE = "prior_notice", "Préavis du retrait du papier", "Prior notice of the withdrawal of paper"
    CONFIDENTIAL = "confidential", "Document réservé à la personne désignée", "Document for the designated person only"


#: Letters to a person at their own address: the name of the employer on the envelope would send them elsewhere.
PERSONAL = frozenset({LetterKind.CONFIDENTIAL, LetterKind.DESIGNATION})


#: Letters that hold a code, which whoever reads can answer with: for the print provider alone.
SECRET = frozenset({LetterKind.DESIGNATION})


class NextTime(Labelled):
    """What stands between the reader of a letter and the same document on screen."""

    SERVICES_OPEN = "services_open", "L'ouverture des services en ligne", "The opening of the online services"
    PAPER_WITHDRAWN = "paper_withdrawn", "Le retrait du papier", "The withdrawal of paper"
    ACCOUNT = "account", "Un compte clicSÉQUR-Entreprises", "A clicSÉQUR-Entreprises account"
    READER = "reader", "Une personne qui a le droit de lire", "Somebody with the right to read"


class ReturnReason(Labelled):
    """What the post wrote on a letter that it brought back."""

    MOVED = "moved", "A déménagé", "Moved"
    UNKNOWN = "unknown", "Inconnu à cette adresse", "Unknown at this address"
    INCOMPLETE = "incomplete", "Adresse incomplète ou inexistante", "Incomplete or nonexistent address"
    REFUSED = "refused", "Refusée", "Refused"
    UNCLAIMED = "unclaimed", "Non réclamée", "Unclaimed"
    UNSAID = "unsaid", "Aucun motif inscrit", "No reason written"


class HandoverProblem(Labelled):
    """Why the hand-over of a batch is not recorded: each label is the sentence that is read."""

    ALREADY = (
        "already",
        "Ce lot est déjà remis au transporteur.",
        "This batch is already handed over to the carrier.",
    )
    CHANGED = (
        "changed",
        "Des lettres se sont ajoutées à ce lot depuis. Rien n'a été enregistré : voyez ce qu'il contient.",
        "Letters were added to this batch since. Nothing was recorded: see what it holds.",
    )
    NOT_LISTED = (
        "not_listed",
        "Le manifeste de ce lot n'est pas encore écrit : l'imprimeur n'en a pas la liste.",
        "The manifest of this batch is not written yet: the printer does not have its list.",
    )
    BEFORE_BATCH = (
        "before_batch",
        "Ce lot n'existait pas encore ce jour-là.",
        "This batch did not exist yet on that day.",
    )
    FUTURE = "future", "Ce jour n'est pas encore venu.", "That day has not come yet."


class ReturnProblem(Labelled):
    """Why a letter that came back is not recorded: each label is the sentence that is read."""

    UNKNOWN = (
        "unknown",
        "Aucune lettre ne porte cette référence. Vérifiez-la, un signe à la fois.",
        "No letter bears this reference. Check it, one sign at a time.",
    )
    SEVERAL = (
        "several",
        "Plusieurs lettres portent cette référence : écrivez aussi le destinataire, comme sur l'enveloppe.",
        "Several letters bear this reference: write the addressee too, as on the envelope.",
    )
    NOT_HANDED_OVER = (
        "not_handed_over",
        "Le lot de cette lettre n'est pas remis au transporteur : consignez d'abord cette remise.",
        "The batch of this letter is not handed over to the carrier: record that first.",
    )
    BEFORE_HANDOVER = (
        "before_handover",
        "Cette lettre n'était pas encore remise au transporteur ce jour-là.",
        "This letter was not handed over to the carrier yet on that day.",
    )
    FUTURE = "future", "Ce jour n'est pas encore venu.", "That day has not come yet."
    NOT_A_DAY = (
        "not_a_day",
        "Écrivez le jour du retour comme ceci : 2026-03-02.",
        "Write the day of the return like this: 2026-03-02.",
    )
    NOT_A_REASON = (
        "not_a_reason",
        "Ce motif n'est pas de ceux de la page.",
        "This reason is not one of those of the page.",
    )
    NO_REFERENCE = (
        "no_reference",
        "La première ligne doit nommer une colonne « Référence ».",
        "The first row must name a column “Reference”.",
    )


class PriorLetterProblem(Labelled):
    """Why the letters of a prior notice are not written."""

    NO_DATE = (
        "no_date",
        "Un préavis annonce une date à venir : fixez-la d'abord.",
        "A prior notice tells a day to come: set it first.",
    )
    SENT = (
        "sent",
        "Le préavis de cette date est déjà envoyé.",
        "The prior notice of this date is already sent.",
    )
    NO_ADDRESS = (
        "no_address",
        "Aucune adresse postale de cet employeur n'est utilisable : obtenez-en une, et faites-la inscrire au registre.",
        "No postal address of this employer is usable: obtain one, and have it entered in the registry.",
    )
    NO_ACCOUNT = (
        "no_account",
        "Cet employeur n'a pas de compte Guichet SST ce jour-là : la date ne change rien pour lui.",
        "This employer holds no Guichet SST account on that day: the date changes nothing for it.",
    )
