"""What somebody of a clinic is told of their access."""

from app.vocabulary.labels import Labelled


class ClinicNews(Labelled):
    """What has happened, as the subject of the message that says it."""

    JOINED = "joined", "Vous pouvez entrer pour une clinique", "You can sign in for a clinic"
    RESPONSIBLE = "responsible", "Vous êtes responsable d'une clinique", "You are in charge of a clinic"
    ENDED = "ended", "Vous n'entrez plus pour une clinique", "You no longer sign in for a clinic"
    UNKNOWN_SUPPLIER = (
        "unknown_supplier",
        "Inscription refusée : la clinique n'est pas inscrite comme fournisseur",
        "Registration refused: the clinic is not registered as a supplier",
    )
    UNCONFIRMED = (
        "unconfirmed",
        "Inscription refusée : la clinique n'a pas confirmé que vous en répondez",
        "Registration refused: the clinic did not confirm that you answer for it",
    )
    ALREADY_OF_IT = (
        "already_of_it",
        "Inscription refusée : vous entrez déjà pour cette clinique",
        "Registration refused: you already sign in for this clinic",
    )
