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


class NextGesture(Labelled):
    """What a clinic is to do next for a care."""

    INITIAL_REPORT = "initial_report", "Transmettre le rapport initial", "Send the initial report"
    STEP_REPORT = "step_report", "Transmettre le rapport d'étape", "Send the step report"
    PRESCRIPTION = "prescription", "Transmettre la prescription", "Send the prescription"
    TO_CONFIRM = (
        "to_confirm",
        "Déclarer les traitements, ou transmettre le rapport de fin",
        "Declare the treatments, or send the final report",
    )
    NONE = "none", "Rien pour l'instant", "Nothing for now"


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


#: The forms that report on a care.
REPORTS = (ClinicForm.INITIAL_REPORT, ClinicForm.STEP_REPORT, ClinicForm.FINAL_REPORT)


class Outcome(Labelled):
    """What becomes of a form."""

    ACCEPTED = "accepted", "accepté", "accepted"
    REFUSED = "refused", "refusé", "refused"
    DELAYED = "delayed", "paiement retardé", "payment delayed"


class SubmissionStanding(Labelled):
    """Where a form that was received stands."""

    ACCEPTED = "accepted", "accepté", "accepted"
    DELAYED = "delayed", "paiement retardé", "payment delayed"
    REPLACED = "replaced", "remplacé", "replaced"
    CANCELLED = "cancelled", "annulé", "cancelled"


class LineStanding(Labelled):
    """Where a line of an attendance sheet stands."""

    ACCEPTED = "accepted", "acceptée", "accepted"
    DELAYED = "delayed", "paiement retardé", "payment delayed"
    REPLACED = "replaced", "remplacée", "replaced"
    PAYABLE = "payable", "payable", "payable"
    PAID = "paid", "payée", "paid"
    UNPAID = "unpaid", "non payée", "unpaid"
    REFUSED = "refused", "refusée", "refused"
    CANCELLED = "cancelled", "annulée", "cancelled"


class PaymentState(Labelled):
    """What became of the payment of a line."""

    PAID = "paid", "payée", "paid"
    UNPAID = "unpaid", "non payée", "unpaid"
    REFUSED = "refused", "refusée", "refused"


class CorrectionReason(Labelled):
    """Why a version takes the place of another: a slip, or the code of what was remarked of the first."""

    TYPING_ERROR = "typing_error", "erreur de saisie", "typing error"
    LEFT_OUT = "left_out", "oubli", "left out"
    WRONG_WORKER = "wrong_worker", "autre personne", "another person"
    WRONG_DAY = "wrong_day", "autre jour", "another day"
    WRONG_CODE = "wrong_code", "autre code", "another code"
    WRONG_PROFESSIONAL = "wrong_professional", "autre professionnelle ou professionnel", "another professional"
    FILE_UNKNOWN = "file_unknown", "numéro de dossier inconnu", "unknown file number"
    FILE_NOT_ACCEPTED = "file_not_accepted", "dossier non accepté", "file not accepted"
    FILE_CLOSED = "file_closed_on_day", "dossier fermé ce jour-là", "file closed that day"
    SUPPLIER_INACTIVE = "supplier_inactive_on_day", "clinique non inscrite ce jour-là", "clinic not registered that day"
    CLINIC_NOT_AUTHORISED = "clinic_not_authorised", "clinique non autorisée", "clinic not authorised"
    NOT_ON_ROLL = "professional_not_on_roll_on_day", "hors du tableau de l'ordre", "not on the roll of the order"
    TITLE = "title_may_not_do_act", "titre et acte", "title and act"
    PRESCRIPTION_MISSING = "prescription_missing", "prescription manquante", "prescription missing"
    PRESCRIBED_AFTER = "prescribed_after_treatment", "prescription après le traitement", "prescribed after treatment"
    INITIAL_REPORT_MISSING = "initial_report_missing", "rapport initial manquant", "initial report missing"
    STEP_REPORT_LATE = "step_report_late", "rapport d'étape en retard", "step report late"
    REQUESTED_REPORT_LATE = "requested_report_late", "rapport demandé en retard", "requested report late"
    AFTER_FINAL_REPORT = "after_final_report", "après le rapport de fin", "after the final report"
    FUTURE_DAY = "future_day", "jour à venir", "day to come"
    OUT_OF_MONTH = "out_of_month", "jour d'un autre mois", "day of another month"
    UNKNOWN_CODE = "unknown_code", "code inconnu", "unknown code"
    CODE_V = "code_v_not_enterable", "code V", "code V"
    DUPLICATE_LINE = "duplicate_line", "ligne en double", "line given twice"
    SAME_DAY_ELSEWHERE = "same_day_elsewhere", "jour déclaré ailleurs", "day declared elsewhere"
    OVER_DAILY_LIMIT = "over_daily_limit", "limite d'une journée", "limit of a day"
    OVER_WEEKLY_LIMIT = "over_weekly_limit", "limite d'une semaine", "limit of a week"
    OVER_180_DAYS = "over_180_days", "délai pour déclarer", "time to declare"
    NO_RATE = "no_rate_that_day", "aucun tarif ce jour-là", "no rate that day"
    PAID_LINE = "correction_of_paid_line", "ligne payée", "paid line"
