"""What a form is made of, and what can be wrong with an answer."""

from __future__ import annotations

from app.vocabulary.labels import Labelled


class FieldKind(Labelled):
    """What an answer is. The comment says how its canonical value is written in JSON."""

    TEXT = "text"  # a text on one line
    LONG_TEXT = "long_text"  # a text of several lines
    CHOICE = "choice"  # the value of an option
    CHOICES = "choices"  # a list of values, in the order of the options
    TICK = "tick"  # true, or absent
    DAY = "day"  # AAAA-MM-JJ
    DAYS = "days"  # a list of AAAA-MM-JJ
    TIME = "time"  # HH:MM
    AMOUNT = "amount"  # a text with a point and two decimals
    HOURS = "hours"  # a text with a point and two decimals
    NUMBER = "number"  # a whole number
    PHONE = "phone"  # a text
    POSTAL_CODE = "postal_code"  # A9A 9A9
    FILE_NO = "file_no"  # nine digits
    NAS = "nas"  # nine digits; always a secret
    INSTITUTION = "institution"  # three digits
    TRANSIT = "transit"  # five digits
    ACCOUNT = "account"  # seven to twelve digits; always a secret
    PAID_DAYS = "paid_days"  # a list of {day, gross, deductions}, with hours and each deduction where they are given


class AnswerProblem(Labelled):
    """Why an answer cannot be sent as it is. `%(…)s` is filled with what the problem names."""

    MISSING = "missing", "Répondez à cette question.", "Answer this question."
    TOO_LONG = (
        "too_long",
        "Ce texte dépasse %(longest)s caractères.",
        "This text is longer than %(longest)s characters.",
    )
    NO_OPTION = "no_option", "Choisissez une des réponses.", "Choose one of the answers."
    NO_DAY = "no_day", "Cette date n'existe pas. Vérifiez-la.", "This date does not exist. Check it."
    TOO_EARLY = "too_early", "Cette date précède le %(limit)s.", "This date is before %(limit)s."
    TOO_LATE = "too_late", "Cette date est après le %(limit)s.", "This date is after %(limit)s."
    NO_TIME = "no_time", "Écrivez une heure, par exemple 14:05.", "Write a time, for example 14:05."
    NO_AMOUNT = (
        "no_amount",
        "Écrivez un montant de zéro ou plus, par exemple 1 234,50.",
        "Write an amount of zero or more, for example 1,234.50.",
    )
    NO_HOURS = (
        "no_hours",
        "Écrivez les heures d'une journée, par exemple 7,5.",
        "Write the hours of one day, for example 7.5.",
    )
    NO_NUMBER = "no_number", "Écrivez un nombre entier.", "Write a whole number."
    NO_PHONE = (
        "no_phone",
        "Écrivez un numéro de téléphone de dix chiffres.",
        "Write a telephone number of ten digits.",
    )
    NO_POSTAL_CODE = (
        "no_postal_code",
        "Écrivez un code postal, par exemple G1A 1A1.",
        "Write a postal code, for example G1A 1A1.",
    )
    NO_FILE_NO = (
        "no_file_no",
        "Un numéro de dossier a neuf chiffres.",
        "A file number has nine digits.",
    )
    NO_NAS = (
        "no_nas",
        "Ce numéro d'assurance sociale n'existe pas. Vérifiez ses neuf chiffres.",
        "This social insurance number does not exist. Check its nine digits.",
    )
    NO_INSTITUTION = (
        "no_institution",
        "Un numéro d'institution a trois chiffres.",
        "An institution number has three digits.",
    )
    NO_TRANSIT = "no_transit", "Un numéro de transit a cinq chiffres.", "A transit number has five digits."
    NO_ACCOUNT = (
        "no_account",
        "Un numéro de compte a de sept à douze chiffres.",
        "An account number has seven to twelve digits.",
    )
    NOT_THE_SAME = "not_the_same", "Les deux réponses ne sont pas les mêmes.", "The two answers are not the same."
    NOT_EXACTLY = "not_exactly", "Écrivez exactement : %(words)s.", "Write exactly: %(words)s."
    DEDUCTIONS = (
        "deductions",
        "Le %(day)s, les retenues dépassent le salaire brut.",
        "On %(day)s, the deductions exceed the gross wages.",
    )
    DAY_TWICE = "day_twice", "Le %(day)s est donné deux fois.", "%(day)s is given twice."
