"""The table of the personnel department: what each row would do, and where its application stands."""

from app.vocabulary import delays
from app.vocabulary.labels import Labelled


class RowKind(Labelled):
    """What a row of the table does to the rights of a person."""

    ADDED = "added", "Ajout", "Addition"
    CHANGED = "changed", "Changement", "Change"
    REMOVED = "removed", "Retrait", "Removal"
    UNCHANGED = "unchanged", "Sans changement", "No change"
    REFUSED = "refused", "Refus", "Refusal"


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


class Heading(Labelled):
    """A column of the table: its code, and its heading in French and in English. The last seven are the services."""

    IDENTIFIER = "identifier", "Identifiant", "Identifier"
    GIVEN_NAME = "given_name", "Prénom", "Given name"
    FAMILY_NAME = "family_name", "Nom", "Family name"
    EMAIL = "email", "Courriel", "E-mail"
    LANGUAGE = "language", "Langue", "Language"
    LEFT = "left_on", "Parti le", "Left on"
    EMPLOYER_NOTICE = "employer_notice", "Avis de l'employeur (ADR)", "Employer's notice"
    PREVENTIVE_WITHDRAWAL = "preventive_withdrawal", "Retrait préventif", "Preventive withdrawal"
    FILE_COPY = "file_copy", "Copie de dossier", "File copy"
    FILE_FOLLOWUP = "file_followup", "Suivi des dossiers", "File follow-up"
    DIRECT_DEPOSIT = "direct_deposit", "Dépôt direct", "Direct deposit"
    REVIEW = "review", "Révision", "Review"
    MESSAGING = "messaging", "Messagerie", "Messaging"


#: How a personnel department names the columns of a postal address, folded: no table changes those.
POSTAL_HEADINGS = frozenset(
    {"adresse", "adresse postale", "rue", "ville", "municipalite", "province", "code postal"}
    | {"address", "mailing address", "street", "city", "postal code"}
)

#: What else a personnel department calls these columns, folded.
OTHER_HEADINGS: dict[str, Heading] = {
    "prenoms": Heading.GIVEN_NAME,
    "first name": Heading.GIVEN_NAME,
    "nom de famille": Heading.FAMILY_NAME,
    "last name": Heading.FAMILY_NAME,
    "surname": Heading.FAMILY_NAME,
    "adresse courriel": Heading.EMAIL,
    "adresse de courriel": Heading.EMAIL,
    "courriel professionnel": Heading.EMAIL,
    "email": Heading.EMAIL,
    "email address": Heading.EMAIL,
    "langue des messages": Heading.LANGUAGE,
    "partie le": Heading.LEFT,
    "date de depart": Heading.LEFT,
    "depart": Heading.LEFT,
    "statut": Heading.LEFT,
    "status": Heading.LEFT,
}


class TableProblem(Labelled):
    """Why nothing could be read from a file at all."""

    EMPTY = "empty", "Ce fichier ne contient aucune ligne.", "This file holds no row."
    TOO_BIG = (
        "too_big",
        "Ce fichier est trop gros : au plus 5 Mo, 5 000 lignes et 60 colonnes.",
        "This file is too big: 5 MB, 5,000 rows and 60 columns at most.",
    )
    TOO_MUCH_INSIDE = (
        "too_much_inside",
        "Ce fichier contient bien plus que son tableau. Copiez les lignes dans un nouveau classeur, ou en CSV.",
        "This file holds far more than its table. Copy its rows into a new workbook, or save it as CSV.",
    )
    NOT_READ = (
        "not_read",
        "Ce fichier n'a pas pu être lu pour l'instant. Essayez de nouveau plus tard.",
        "This file could not be read for now. Try again later.",
    )
    NOT_A_TABLE = (
        "not_a_table",
        "Ce fichier n'est ni un CSV ni un classeur XLSX lisible. Enregistrez-le de nouveau dans l'un de ces formats.",
        "This file is neither a CSV nor a readable XLSX workbook. Save it again in one of these formats.",
    )
    OLD_OR_PROTECTED = (
        "old_or_protected",
        "Ce classeur est protégé, ou d'un format ancien (.xls). Enregistrez-le en XLSX, sans mot de passe.",
        "This workbook is protected, or in an old format (.xls). Save it as XLSX, without a password.",
    )
    HAS_MACROS = (
        "has_macros",
        "Ce classeur contient des macros, que rien ne lit ici. Enregistrez-le en XLSX, sans macros.",
        "This workbook holds macros, which nothing reads here. Save it as XLSX, without macros.",
    )
    HIDDEN = (
        "hidden",
        "Des lignes ou des colonnes de ce classeur sont masquées. Affichez-les, ou supprimez-les, puis remettez-le.",
        "Some rows or columns of this workbook are hidden. Show them, or delete them, and send it again.",
    )
    NO_HEADINGS = (
        "no_headings",
        "La première ligne doit nommer les colonnes : « Prénom », « Nom » et « Courriel » (ou « Identifiant »).",
        "The first row must name the columns: at least “Given name”, “Family name”, and “E-mail” or “Identifier”.",
    )
    TWICE_THE_SAME = (
        "twice_the_same",
        "Deux colonnes ont le même sens. Gardez-en une seule.",
        "Two columns mean the same. Keep only one.",
    )


class CellProblem(Labelled):
    """What is wrong with a cell, or with what its row asks for: the sentence that is read beside it."""

    FORMULA = (
        "formula",
        "La cellule contient une formule, qui n'est pas calculée ici. Remplacez-la par sa valeur.",
        "The cell holds a formula, which is not computed here. Replace it by its value.",
    )
    STRAY_QUOTE = (
        "stray_quote",
        "Un guillemet (\") est de trop dans cette cellule ou n'y est pas fermé. Enlevez-le, ou doublez-le.",
        'A quotation mark (") is astray in this cell, or not closed. Remove it, or double it.',
    )
    TOO_LONG = "too_long", "Ce texte est trop long.", "This text is too long."
    NOT_AN_EMAIL = (
        "not_an_email",
        "Ce courriel n'a pas la forme nom@exemple.ca.",
        "This address does not look like name@example.ca.",
    )
    MISSING_EMAIL = (
        "missing_email",
        "Indiquez le courriel : sans lui ni identifiant, on ne sait pas de qui il s'agit.",
        "Give the e-mail address: without it or an identifier, nobody knows who this is.",
    )
    MISSING_NAME = "missing_name", "Indiquez le prénom et le nom.", "Give both names."
    NOT_A_LANGUAGE = "not_a_language", "Écrivez « fr » ou « en ».", "Write “fr” or “en”."
    NOT_A_DAY = (
        "not_a_day",
        "Écrivez « oui », un dernier jour comme 2027-03-31, ou laissez la case vide.",
        "Write “yes”, a last day such as 2027-03-31, or leave the cell empty.",
    )
    NOT_A_DEPARTURE = (
        "not_a_departure",
        "Écrivez « parti », un jour (passé ou à venir) comme 2026-03-31, ou laissez la case vide.",
        "Write “left”, a day (past or to come) such as 2026-03-31, or leave the cell empty.",
    )
    LEFT_TOO_FAR = (
        "left_too_far",
        "Ce départ est trop éloigné : vérifiez l'année.",
        "This departure is too far away: check the year.",
    )
    GRANTS_ELSEWHERE = (
        "grants_elsewhere",
        "Cette personne gère les droits dans un autre espace : dites son départ sur sa page.",
        "This person manages the rights in another space: say on their page that they have left.",
    )
    DAY_PAST = (
        "day_past",
        "Le dernier jour du droit ne peut pas être passé.",
        "The last day of the right cannot be in the past.",
    )
    DAY_TOO_FAR = (
        "day_too_far",
        "Le dernier jour du droit est trop éloigné.",
        "The last day of the right is too far away.",
    )
    SEVERAL_ENDS = (
        "several_ends",
        "Une nouvelle personne est invitée avec une seule échéance : donnez-lui partout le même dernier jour.",
        "Somebody new is invited with one end: give the same last day everywhere.",
    )
    TWICE = (
        "twice",
        "La même personne est sur une autre ligne du tableau. Gardez-en une seule.",
        "The same person is on another row of the table. Keep only one.",
    )
    UNKNOWN_IDENTIFIER = (
        "unknown_identifier",
        "Cet identifiant n'est celui de personne chez vous. Laissez la case vide pour une nouvelle personne.",
        "This identifier is nobody's in your organization. Leave the cell empty for a new person.",
    )
    SHARED_EMAIL = (
        "shared_email",
        "Plusieurs personnes ont ce courriel. Indiquez l'identifiant de celle dont il s'agit.",
        "Several people have this address. Give the identifier of the one who is meant.",
    )
    TAKEN_EMAIL = (
        "taken_email",
        "Ce courriel est celui d'une autre personne de chez vous. Vérifiez la ligne.",
        "This address is that of another person of yours. Check the row.",
    )
    OTHER_NAME = (
        "other_name",
        "Ce courriel ou cet identifiant est d'une personne d'un autre nom. Pour corriger un nom, donnez les deux.",
        "This address or identifier is that of a person of another name. To correct a name, give both.",
    )
    HOMONYM = (
        "homonym",
        "Quelqu'un de ce nom a un autre courriel. Si c'est la même personne, indiquez son identifiant.",
        "Somebody of this name has another address. If it is the same person, give their identifier.",
    )
    GRANTER = (
        "granter",
        "Cette personne gère les droits : le tableau n'y change rien. Remplacez-la, ou dites son départ, sur sa page.",
        "This person manages the rights: the table changes nothing. On their page, replace them or say that they left.",
    )
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "Cette personne est la professionnelle ou le professionnel de la santé désigné : le tableau n'y change rien.",
        "This person is the designated health professional: the table changes nothing about them.",
    )
    OF_A_FIRM = (
        "of_a_firm",
        "Cette personne agit pour un mandataire. C'est lui qui l'affecte : passez par « Mandataires ».",
        "This person acts for a representative, who assigns them: go to “Representatives”.",
    )
    INVITED = (
        "invited",
        "Cette personne est déjà invitée et n'a pas encore répondu. Changez l'invitation dans « Invitations ».",
        "This person is already invited and has not answered yet. Change the invitation under “Invitations”.",
    )


class NotTaken(Labelled):
    """What a row says and the table does not take, with the reason: the rest of the row is applied all the same."""

    NAME_OF_REGISTRY = (
        "name_of_registry",
        "ce nom n'est pas pris : le registre de la Commission le tient, et c'est à elle de le corriger",
        "this name is not taken: the Commission's registry holds it, and the Commission corrects it",
    )
    NAME_ELSEWHERE = (
        "name_elsewhere",
        "ce nom n'est pas pris : cette personne a aussi un rôle ailleurs, et son nom vaut partout",
        "this name is not taken: this person has a role elsewhere too, and their name holds everywhere",
    )
    STAYS_A_GRANTER = (
        "stays_a_granter",
        "absente du tableau, mais elle gère les droits dans un autre espace : dites son départ sur sa page",
        "absent from the table, but they manage the rights in another space: say on their page that they have left",
    )


class PlanFailure(Labelled):
    """Why a plan was not applied, or not undone: nothing changed."""

    RIGHTS_CHANGED = (
        "rights_changed",
        "Les droits ont changé depuis que ce plan a été fait. Rien n'a été appliqué.",
        "The rights changed after this plan was made. Nothing was applied.",
    )
    NOT_A_GRANTER = (
        "not_a_granter",
        "La personne qui a confirmé ne gère plus les droits. Rien n'a été appliqué.",
        "The person who confirmed does not manage the rights any more. Nothing was applied.",
    )
    REFUSED_ROWS = (
        "refused_rows",
        "Des lignes sont refusées : corrigez le tableau et remettez-le. Rien n'a été appliqué.",
        "Some rows are refused: correct the table and send it again. Nothing was applied.",
    )
    HOLES = (
        "holes",
        "Des documents n'auraient plus de lecteur : il faut l'accepter expressément. Rien n'a été appliqué.",
        "Nobody would read some documents any more: this must be accepted expressly. Nothing was applied.",
    )
    TOO_LATE = (
        "too_late",
        f"Plus de {delays.PERSONNEL_UNDONE.hours} heures ont passé : le tableau ne peut plus être annulé d'un coup.",
        f"More than {delays.PERSONNEL_UNDONE.hours} hours have passed: the table can no longer be undone in one go.",
    )
    UNEXPECTED = (
        "unexpected",
        "Une erreur est survenue de notre côté. Rien n'a changé; essayez de nouveau.",
        "Something went wrong on our side. Nothing changed; try again.",
    )


class NotUndone(Labelled):
    """Why a row of an undone table was left as it is."""

    CHANGED_SINCE = (
        "changed_since",
        "Les droits de cette personne ont changé depuis : ils restent tels quels.",
        "This person's rights changed since: they stay as they are.",
    )
    ANSWERED = (
        "answered",
        "L'invitation a déjà sa réponse : elle ne peut plus être annulée.",
        "The invitation has its answer already: it can no longer be cancelled.",
    )
