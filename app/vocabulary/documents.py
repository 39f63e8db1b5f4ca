"""Kinds and categories of documents. Categories decide on which side of the medical wall a paper stands."""

from app.vocabulary.labels import Labelled


class DocumentKind(Labelled):
    """A decision is a kind of document that may carry a review time limit."""

    DOCUMENT = "document", "Document", "Document"
    DECISION = "decision", "Décision", "Decision"


class Category(Labelled):
    """What a document is about, as set at its deposit (domain reference, section 5)."""

    ADMINISTRATIVE = "administrative", "Administratif", "Administrative"
    DECISION = "decision", "Décision", "Decision"
    FINANCIAL = "financial", "Financier", "Financial"
    MEDICAL = "medical", "Médical", "Medical"
    PHYSICAL_REHABILITATION = "physical_rehabilitation", "Réadaptation physique", "Physical rehabilitation"


class Side(Labelled):
    """On which side of the medical wall a paper stands."""

    EMPLOYER = "employer", "Document de l'employeur", "Document of the employer's side"
    MEDICAL = "medical", "Papier médical ou de réadaptation physique", "Medical or physical-rehabilitation paper"


#: Closed to employers since 2024-09-27; only the designated health professional receives them.
MEDICAL_CATEGORIES = frozenset({Category.MEDICAL, Category.PHYSICAL_REHABILITATION})
EMPLOYER_CATEGORIES = frozenset(set(Category) - MEDICAL_CATEGORIES)


class RemovalReason(Labelled):
    """Why the Commission takes a document back; `MEDICAL` is said by reclassifying, and never chosen."""

    WRONG_FILE = "wrong_file", "Versé au mauvais dossier", "Put into the wrong file"
    WRONG_EMPLOYER = "wrong_employer", "Destiné à un autre employeur", "Meant for another employer"
    WRONG_DOCUMENT = "wrong_document", "Ce n'est pas le bon document", "Not the right document"
    DUPLICATE = "duplicate", "Déposé deux fois", "Deposited twice"
    MEDICAL = "medical", "Papier médical ou de réadaptation physique", "Medical or physical-rehabilitation paper"


#: What somebody chooses from when a document is taken back and nothing is deposited in its place.
REMOVAL_REASONS = tuple(reason for reason in RemovalReason if reason is not RemovalReason.MEDICAL)
