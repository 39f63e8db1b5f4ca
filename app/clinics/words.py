"""The words of clinics: disciplines, orders, titles, and what a line of an attendance sheet is about."""

from __future__ import annotations

from app.vocabulary.labels import Labelled


class Discipline(Labelled):
    """What a clinic gives."""

    PHYSIO = "physio", "physiothérapie", "physiotherapy"
    ERGO = "ergo", "ergothérapie", "occupational therapy"


class EnrolmentState(Labelled):
    """Where the registration of a clinic stands."""

    WAITING = "waiting", "à vérifier", "to be checked"
    ACCEPTED = "accepted", "acceptée", "accepted"
    REFUSED = "refused", "refusée", "refused"


class ProfessionalOrder(Labelled):
    """The order on whose roll a professional stands."""

    OPPQ = (
        "OPPQ",
        "Ordre professionnel de la physiothérapie du Québec",
        "Ordre professionnel de la physiothérapie du Québec",
    )
    OEQ = "OEQ", "Ordre des ergothérapeutes du Québec", "Ordre des ergothérapeutes du Québec"


class Title(Labelled):
    """What a member of an order is: acts and rates depend on it."""

    PHYSIOTHERAPIST = "physiotherapist", "physiothérapeute", "physiotherapist"
    TECHNOLOGIST = "technologist", "technologue en physiothérapie", "physiotherapy technologist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist", "ergothérapeute", "occupational therapist"


class PresenceKind(Labelled):
    """What a presence code says of a day."""

    EVALUATION = "evaluation", "évaluation", "evaluation"
    TREATMENT = "treatment", "traitement", "treatment"
    ABSENCE = "absence", "absence", "absence"


class Place(Labelled):
    """Where the care was given."""

    CLINIC = "clinic", "en clinique", "in the clinic"
    HOME = "home", "à domicile", "at home"


class ClinicForm(Labelled):
    """What a clinic sends."""

    INITIAL_REPORT = "initial_report", "rapport initial", "initial report"
    STEP_REPORT = "step_report", "rapport d'étape", "step report"
    FINAL_REPORT = "final_report", "rapport de fin d'intervention", "final report"
    ATTENDANCE_SHEET = "attendance_sheet", "relevé des présences", "attendance sheet"
    PRESCRIPTION = "prescription", "prescription", "prescription"


class Outcome(Labelled):
    """What becomes of a form."""

    ACCEPTED = "accepted", "accepté", "accepted"
    REFUSED = "refused", "refusé", "refused"
    DELAYED = "delayed", "paiement retardé", "payment delayed"


class PaymentState(Labelled):
    """What became of the payment of a line."""

    PAID = "paid", "payée", "paid"
    UNPAID = "unpaid", "non payée", "unpaid"
    REFUSED = "refused", "refusée", "refused"
