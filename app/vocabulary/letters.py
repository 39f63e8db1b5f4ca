"""Letters: what each is about, and how its reader could see the same on screen next time."""

from app.vocabulary.labels import Labelled


class LetterKind(Labelled):
    """A kind of letter; the code is its folder in `templates/letters`."""

    DOCUMENT = "document", "Document transmis par la poste", "Document sent by post"
    DECISION = "decision", "Décision transmise par la poste", "Decision sent by post"
    IMPUTATION = "imputation", "Avis d'imputation d'un dossier", "Notice of a file's imputation"
    DESIGNATION = "designation", "Désignation à accepter", "Designation to accept"
    CONFIDENTIAL = "confidential", "Document réservé à la personne désignée", "Document for the designated person only"


#: Letters to a person at their own address: the name of the employer on the envelope would send them elsewhere.
PERSONAL = frozenset({LetterKind.CONFIDENTIAL, LetterKind.DESIGNATION})


class NextTime(Labelled):
    """What stands between the reader of a letter and the same document on screen."""

    SERVICES_OPEN = "services_open", "L'ouverture des services en ligne", "The opening of the online services"
    PAPER_WITHDRAWN = "paper_withdrawn", "Le retrait du papier", "The withdrawal of paper"
    ACCOUNT = "account", "Un compte clicSÉQUR-Entreprises", "A clicSÉQUR-Entreprises account"
    READER = "reader", "Une personne qui a le droit de lire", "Somebody with the right to read"
