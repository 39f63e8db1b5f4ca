"""Compensation files: why one concerns an employer, and how a list of them is ordered."""

from app.vocabulary.labels import Labelled


class Basis(Labelled):
    """Why a file concerns an employer (domain reference, section 5)."""

    INJURY = "injury", "Lésion survenue chez vous", "Injury in your employ"
    IMPUTATION = "imputation", "Dossier imputé à votre entreprise", "File imputed to your enterprise"


class FileOrder(Labelled):
    """How a list of files is ordered; the value is the one of its address. Unread: those first, the last one before."""

    UNREAD = "unread", "À lire", "To read"
    RECENT = "recent", "Dernier document", "Last document"
    NAME = "name", "Travailleuse ou travailleur", "Worker"
    NUMBER = "number", "Numéro", "Number"
    INJURY = "injury", "Jour de la lésion", "Day of the injury"


class FileView(Labelled):
    """Which files a list shows; the value is the one of its address."""

    ALL = "tous", "Tous les dossiers", "All files"
    UNREAD = "non-lus", "Non lus", "Unread"
    RUNNING = "delais", "Délai de révision en cours", "Review time limit running"
