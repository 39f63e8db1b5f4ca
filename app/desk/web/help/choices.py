"""What the portal supposes beside its rules: one sentence each, its sureness, and where it is set.

A figure in a sentence is read from the place that applies it, so that this page cannot say another one.
"""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext as lazy

from app.desk.web.help.choice import Choice, Subject
from app.desk.web.help.request_choices import REQUESTS
from app.desk.web.help.sign_in_choices import IDENTITY
from app.desk.words import Sureness
from app.vocabulary import delays

ACCOUNTS = Subject(
    lazy("Comptes et droits d'accès"),
    (
        Choice(
            lazy(
                "Des codes CNESST à côté d'un autre compte ne changent rien : l'employeur suit la colonne de "
                "clicSÉQUR-Entreprises ou celle du Guichet SST."
            ),
            Sureness.INFERRED,
            ("app/rules/facts.py", "_situation"),
        ),
        Choice(
            lazy(
                "Une ou un RSE au Guichet SST, une répondante ou un répondant à clicSÉQUR-Entreprises comptent comme "
                "utilisatrice ou utilisateur."
            ),
            Sureness.INFERRED,
            ("app/rules/facts.py", "role_in"),
        ),
        Choice(
            lazy(
                "Un droit accordé au portail a toujours une fin : un an par défaut, %(years)s ans au plus. Un droit "
                "qui vient du registre peut ne pas en avoir."
            ),
            Sureness.PROPOSED,
            ("config.py", "GRANT_LONGEST_YEARS"),
            lambda: {"years": current_app.config["GRANT_LONGEST_YEARS"]},
        ),
        Choice(
            lazy("On signale un droit qui finit dans les %(days)s jours."),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "end_reminders"),
            lambda: {"days": delays.ENDS_SOON.days},
        ),
        Choice(
            lazy(
                "La dernière personne qui accorde les droits dans un espace ne peut pas y être retirée, seulement "
                "remplacée."
            ),
            Sureness.PROPOSED,
            ("app/rights/actions/roles.py", "keep_a_granter"),
        ),
        Choice(
            lazy(
                "Un cabinet ou une mutuelle agit pour un employeur par un mandat : l'employeur le propose, le cabinet "
                "l'accepte, puis affecte des personnes par leur nom. Hors du portail, l'autorisation externe et la "
                "procuration existent; ce parcours est le nôtre."
            ),
            Sureness.PROPOSED,
            ("app/mandates/actions/mandates.py", "propose"),
        ),
        Choice(
            lazy(
                "Un cabinet s'administre par clicSÉQUR-Entreprises seulement, avec un compte rattaché à son NEQ; "
                "l'administrer ne donne accès à aucun dossier."
            ),
            Sureness.PROPOSED,
            ("app/registry/queries/sessions.py", "_vouched_firms"),
        ),
        Choice(
            lazy(
                "Une désignation n'ouvre rien avant qu'une personne de la Commission, autre que celles qui désignent "
                "et acceptent, l'ait vérifiée au tableau de l'ordre. Le registre de la Commission en répond lui-même."
            ),
            Sureness.PROPOSED,
            ("app/invitations/actions/designation_vouching.py", "confirm_designation"),
        ),
        Choice(
            lazy(
                "Le courriel d'une professionnelle ou d'un professionnel de la santé n'est celui d'aucune personne de "
                "l'employeur, ni ne l'a été depuis %(days)s jours."
            ),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "former_mailbox"),
            lambda: {"days": delays.FORMER_MAILBOX.days},
        ),
        Choice(
            lazy(
                "L'historique de l'employeur compte, par jour et par personne, les lectures de papiers réservés et le "
                "nombre de papiers lus, sans dire lesquels."
            ),
            Sureness.PROPOSED,
            ("app/invitations/queries/readings.py", "readings_of_employer"),
        ),
        Choice(
            lazy("Une désignation qui attend la Commission depuis %(days)s jours est signalée à ses agents."),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "late_designation"),
            lambda: {"days": delays.LATE_DESIGNATION.days},
        ),
        Choice(
            lazy(
                "Une professionnelle ou un professionnel de la santé sans courriel est désigné par une lettre, dont le "
                "code sert pendant %(days)s jours; un lien envoyé par courriel sert pendant %(link)s jours."
            ),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "letter_code"),
            lambda: {"days": delays.LETTER_CODE.days, "link": delays.INVITATION_LINK.days},
        ),
        Choice(
            lazy(
                "Cette lettre ne va jamais à une adresse où l'employeur reçoit son courrier. À clicSÉQUR-Entreprises, "
                "le compte qui accepte doit porter le nom de la lettre; au Guichet SST, un courriel donné avec le code "
                "doit être confirmé par son lien."
            ),
            Sureness.PROPOSED,
            ("app/invitations/steps/designation_letters.py", "check_letter"),
        ),
        Choice(
            lazy("Ce qui est préparé sans être confirmé se garde %(hours)s heures."),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "draft"),
            lambda: {"hours": delays.DRAFT.hours},
        ),
        Choice(
            lazy(
                "Le PDF d'un dépôt qui n'est pas confirmé s'efface après ces heures; le tableau du personnel que "
                "personne n'applique, après %(days)s jours."
            ),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "personnel_table"),
            lambda: {"days": delays.PERSONNEL_TABLE.days},
        ),
    ),
)

CHANNEL = Subject(
    lazy("Voie d'un avis"),
    (
        Choice(
            lazy(
                "Le jour du retrait du papier compte déjà comme retiré, dès minuit à l'heure du Québec. Rien de ce qui "
                "a été émis avant ce jour n'est déposé ensuite."
            ),
            Sureness.PROPOSED,
            ("app/rules/facts.py", "paper_withdrawn"),
        ),
        Choice(
            lazy("Un préavis ne compte que s'il est daté d'avant le jour du retrait du papier."),
            Sureness.PROPOSED,
            ("app/rules/facts.py", "prior_notice_counts"),
        ),
        Choice(
            lazy(
                "La voie se décide d'après le jour de l'émission du document; les personnes avisées, d'après le jour "
                "du dépôt."
            ),
            Sureness.PROPOSED,
            ("app/notices/queries/destinations.py", "plan"),
        ),
        Choice(
            lazy(
                "L'imputation d'un dossier suit la même voie qu'un document émis le jour de l'imputation : la page de "
                "la Commission n'en dit que le courriel."
            ),
            Sureness.INFERRED,
            ("app/notices/steps/recording.py", "record_imputations"),
        ),
        Choice(
            lazy(
                "Un papier médical prend la voie du courrier de l'employeur, mais va à la professionnelle ou au "
                "professionnel de la santé désigné."
            ),
            Sureness.PROPOSED,
            ("app/rules/facts.py", "addressee"),
        ),
        Choice(
            lazy(
                "Sans personne inscrite comme recevant du papier, la lettre va à l'adresse de l'employeur au dossier; "
                "sans adresse complète, l'avis est retenu et part de lui-même dès qu'elle est connue."
            ),
            Sureness.PROPOSED,
            ("app/notices/queries/destinations.py", "letters_of"),
        ),
    ),
)

SENDING = Subject(
    lazy("Courriels et lettres"),
    (
        Choice(
            lazy(
                "Un courriel ne porte ni nom de travailleuse ou de travailleur, ni numéro de dossier, ni diagnostic : "
                "il dit que quelque chose attend."
            ),
            Sureness.PROPOSED,
            ("app/delivery/messages.py", "VALUES"),
        ),
        Choice(
            lazy("Un courriel qui ne passe pas est essayé de nouveau pendant %(hours)s heures."),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "email_given_up"),
            lambda: {"hours": delays.EMAIL_GIVEN_UP.hours},
        ),
        Choice(
            lazy(
                "Le portail dit « accepté par le serveur de courriel » ou « versée au lot », jamais « reçu » : c'est "
                "tout ce qu'il sait."
            ),
            Sureness.PROPOSED,
            ("app/vocabulary/notices.py", "DispatchState"),
        ),
        Choice(
            lazy(
                "Valeur d'un avis électronique : Loi concernant le cadre juridique des technologies de l'information "
                "(RLRQ, c. C-1.1), art. 28 et 31."
            ),
            Sureness.TO_CHECK,
            ("app/notices/queries/proof.py", "NoticeProof"),
        ),
        Choice(
            lazy("La place de l'adresse est celle de la fenêtre d'une enveloppe numéro 10, pliage en trois."),
            Sureness.TESTED,
            ("templates/letters/no10.toml", "window"),
        ),
        Choice(
            lazy(
                "L'adresse s'écrit d'après les guides de Postes Canada de 2006 et l'Office québécois de la langue "
                "française : « bureau », jamais « suite »; deux espaces avant le code postal."
            ),
            Sureness.TO_CHECK,
            ("app/delivery/post/addresses.py", "_SUITE"),
        ),
        Choice(
            lazy("L'expéditeur, le numéro de téléphone et ses heures sont inventés tant qu'on ne les a pas réglés."),
            Sureness.NOT_FOUND,
            ("config.py", "LETTER_PHONE"),
        ),
    ),
)

FILES = Subject(
    lazy("Dossiers et documents"),
    (
        Choice(
            lazy(
                "L'employeur à qui un dossier est imputé y a accès comme celui chez qui la lésion est survenue (LATMP, "
                "art. 38)."
            ),
            Sureness.TO_CHECK,
            ("app/papers/words/files.py", "IMPUTATION"),
        ),
        Choice(
            lazy(
                "Depuis le 27 septembre 2024, l'employeur n'a plus accès à la partie médicale et de réadaptation "
                "physique d'un dossier (LATMP, art. 38 et 39)."
            ),
            Sureness.TO_CHECK,
            ("app/vocabulary/documents.py", "MEDICAL_CATEGORIES"),
        ),
        Choice(
            lazy("Le portail lui ferme cette partie quel que soit le jour d'émission, même avant cette date."),
            Sureness.PROPOSED,
            ("app/rules/tables/route.toml", "nobody_yet"),
        ),
        Choice(
            lazy(
                "Le délai de révision est celui que la décision imprime. Le jour du dépôt ne compte pas; le dernier, "
                "oui; s'il est férié selon la Loi d'interprétation, il est reporté au premier jour qui ne l'est pas."
            ),
            Sureness.INFERRED,
            ("app/rules/reckoning/time_limits.py", "last_day"),
        ),
        Choice(
            lazy(
                "Un samedi ne reporte pas un délai : la Loi d'interprétation ne le nomme pas. Le portail "
                "montre le jour le plus proche et mentionne l'autre."
            ),
            Sureness.INFERRED,
            ("app/rules/reckoning/time_limits.py", "time_limit"),
        ),
        Choice(
            lazy(
                "Le chiffre de contrôle d'un NEQ ou d'un numéro de dossier ne sert qu'à signaler un doute : il ne fait "
                "rien refuser."
            ),
            Sureness.TESTED,
            ("app/feeds/steps/entities.py", "check_digits"),
        ),
        Choice(
            lazy("Le numéro d'assurance maladie n'est jamais demandé."),
            Sureness.PROPOSED,
            ("app/resolver/models/files.py", "CompensationFile"),
        ),
    ),
)

UNKNOWN = Subject(
    lazy("Ce qu'aucun texte ne donne"),
    (
        Choice(
            lazy(
                "Les dates de retrait du papier n'ont pas été publiées : la Commission les inscrit, employeur par "
                "employeur."
            ),
            Sureness.NOT_FOUND,
            ("app/resolver/models/withdrawals.py", "PaperWithdrawal"),
        ),
        Choice(
            lazy("La forme et le délai du préavis ne sont pas fixés : on consigne le jour et la lettre."),
            Sureness.NOT_FOUND,
            ("app/resolver/models/withdrawals.py", "PriorNotice"),
        ),
        Choice(
            lazy("Les textes des courriels et des lettres sont les nôtres : il n'y a pas de modèle officiel."),
            Sureness.NOT_FOUND,
            ("app/vocabulary/emails.py", "EmailKind"),
        ),
    ),
)

SUBJECTS = (ACCOUNTS, CHANNEL, SENDING, FILES, REQUESTS, IDENTITY, UNKNOWN)
