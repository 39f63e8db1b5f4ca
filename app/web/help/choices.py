"""What the portal supposes beside its rules: one sentence each, its sureness, and where it is set.

A figure in a sentence is read from the place that applies it, so that this page cannot say another one.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as lazy

from app.actions.credentials import TEMPORARY_FOR
from app.actions.designation_letters import LASTS as LETTER_LASTS
from app.actions.email_addresses import REFUSABLE
from app.actions.email_answers import GIVE_UP_AFTER
from app.actions.grant_drafts import LASTS
from app.actions.invitations import LASTS as LINK_LASTS
from app.actions.known_browsers import ASKER_A_DAY, MAILBOX_A_DAY, MESSAGES_A_DAY, MOST_BROWSERS
from app.actions.known_browsers import LASTS as BROWSER_LASTS
from app.actions.known_browsers import MOST_FAILURES as MOST_OWN_FAILURES
from app.actions.pending_identities import CODES_A_DAY, MOST_TRIES
from app.actions.pending_identities import LASTS as IDENTITY_LASTS
from app.actions.put_aside import PLANS_LAST
from app.actions.throttling import BUSY_ADDRESS, FORGOTTEN, LONGEST_WAIT, MOST_FAILURES
from app.queries.email_addresses import ADDRESS_STANDS
from app.queries.grants import SOON
from app.queries.sessions import IDLE, LONGEST
from app.vocabulary.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from app.vocabulary.sureness import Sureness
from app.web.help.choice import Choice, Subject


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def _hours(length: timedelta) -> int:
    return _minutes(length) // 60


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
            ("app/queries/grants.py", "SOON"),
            lambda: {"days": SOON.days},
        ),
        Choice(
            lazy(
                "La dernière personne qui accorde les droits dans un espace ne peut pas y être retirée, seulement "
                "remplacée."
            ),
            Sureness.PROPOSED,
            ("app/actions/roles.py", "keep_a_granter"),
        ),
        Choice(
            lazy(
                "Un cabinet ou une mutuelle agit pour un employeur par un mandat : l'employeur le propose, le cabinet "
                "l'accepte, puis affecte des personnes par leur nom. Hors du portail, l'autorisation externe et la "
                "procuration existent; ce parcours est le nôtre."
            ),
            Sureness.PROPOSED,
            ("app/actions/mandates.py", "propose"),
        ),
        Choice(
            lazy(
                "Un cabinet s'administre par clicSÉQUR-Entreprises seulement, avec un compte rattaché à son NEQ; "
                "l'administrer ne donne accès à aucun dossier."
            ),
            Sureness.PROPOSED,
            ("app/queries/sessions.py", "_vouched_firms"),
        ),
        Choice(
            lazy(
                "Une professionnelle ou un professionnel de la santé sans courriel est désigné par une lettre, dont le "
                "code sert pendant %(days)s jours; un lien envoyé par courriel sert pendant %(link)s jours."
            ),
            Sureness.PROPOSED,
            ("app/actions/designation_letters.py", "LASTS"),
            lambda: {"days": LETTER_LASTS.days, "link": LINK_LASTS.days},
        ),
        Choice(
            lazy(
                "Cette lettre ne va jamais à une adresse où l'employeur reçoit son courrier. À clicSÉQUR-Entreprises, "
                "le compte qui accepte doit porter le nom de la lettre; au Guichet SST, un courriel donné avec le code "
                "doit être confirmé par son lien."
            ),
            Sureness.PROPOSED,
            ("app/actions/designation_letters.py", "check_letter"),
        ),
        Choice(
            lazy("Ce qui est préparé sans être confirmé se garde %(hours)s heures."),
            Sureness.PROPOSED,
            ("app/actions/grant_drafts.py", "LASTS"),
            lambda: {"hours": _hours(LASTS)},
        ),
        Choice(
            lazy(
                "Le PDF d'un dépôt qui n'est pas confirmé s'efface après ces heures; le tableau du personnel que "
                "personne n'applique, après %(days)s jours."
            ),
            Sureness.PROPOSED,
            ("app/actions/put_aside.py", "PLANS_LAST"),
            lambda: {"days": PLANS_LAST.days},
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
            ("app/queries/destinations.py", "plan"),
        ),
        Choice(
            lazy(
                "L'imputation d'un dossier suit la même voie qu'un document émis le jour de l'imputation : la page de "
                "la Commission n'en dit que le courriel."
            ),
            Sureness.INFERRED,
            ("app/actions/recording.py", "record_imputations"),
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
            ("app/queries/destinations.py", "letters_of"),
        ),
        Choice(
            lazy(
                "Un avis à l'écran dont toutes les adresses de courriel ont échoué pour de bon est imprimé une fois "
                "(règle R8); le document reste déposé."
            ),
            Sureness.PROPOSED,
            ("app/actions/fallback.py", "RULE"),
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
            ("app/actions/email_answers.py", "GIVE_UP_AFTER"),
            lambda: {"hours": _hours(GIVE_UP_AFTER)},
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
            ("app/queries/proof.py", "NoticeProof"),
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
            ("app/delivery/addresses.py", "_SUITE"),
        ),
        Choice(
            lazy("L'expéditeur et le numéro de téléphone des lettres sont inventés tant qu'on ne les a pas réglés."),
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
            ("app/vocabulary/files.py", "IMPUTATION"),
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
            ("app/rules/tables/route.toml", "R0"),
        ),
        Choice(
            lazy(
                "Le délai de révision est celui que la décision imprime, compté en jours à partir du jour du dépôt; le "
                "dernier jour compte."
            ),
            Sureness.INFERRED,
            ("app/models/documents.py", "review_until"),
        ),
        Choice(
            lazy(
                "Le chiffre de contrôle d'un NEQ ou d'un numéro de dossier ne sert qu'à signaler un doute : il ne fait "
                "rien refuser."
            ),
            Sureness.TESTED,
            ("app/actions/feeds/entities.py", "check_digits"),
        ),
        Choice(
            lazy("Le numéro d'assurance maladie n'est jamais demandé."),
            Sureness.PROPOSED,
            ("app/models/files.py", "CompensationFile"),
        ),
    ),
)

IDENTITY = Subject(
    lazy("Sessions et mots de passe"),
    (
        Choice(
            lazy(
                "Une session se ferme après %(idle)s minutes sans activité, et au plus tard %(longest)s heures après "
                "son ouverture."
            ),
            Sureness.PROPOSED,
            ("app/queries/sessions.py", "IDLE"),
            lambda: {"idle": _minutes(IDLE), "longest": _hours(LONGEST)},
        ),
        Choice(
            lazy(
                "Un mot de passe a de %(shortest)s à %(longest)s caractères, sans mélange imposé; ce qui se devine est "
                "refusé (NIST SP 800-63B)."
            ),
            Sureness.PROPOSED,
            ("app/vocabulary/passwords.py", "SHORTEST_PASSWORD"),
            lambda: {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD},
        ),
        Choice(
            lazy("Un mot de passe temporaire sert pendant %(hours)s heures."),
            Sureness.PROPOSED,
            ("app/actions/credentials.py", "TEMPORARY_FOR"),
            lambda: {"hours": _hours(TEMPORARY_FOR)},
        ),
        Choice(
            lazy(
                "À une adresse de courriel que quelqu'un d'autre a inscrite, aucun mot de passe ne part avant "
                "%(hours)s heures; de l'ancienne adresse, on peut la refuser pendant %(days)s jours."
            ),
            Sureness.PROPOSED,
            ("app/queries/email_addresses.py", "ADDRESS_STANDS"),
            lambda: {"hours": _hours(ADDRESS_STANDS), "days": REFUSABLE.days},
        ),
        Choice(
            lazy(
                "Après %(most)s échecs de suite dans des navigateurs inconnus, un code n'y entre plus : il faut un "
                "navigateur déjà connu, le lien d'un message ou un nouveau mot de passe (NIST SP 800-63B). Ce compte "
                "s'oublie après %(days)s jours sans échec."
            ),
            Sureness.PROPOSED,
            ("app/actions/throttling.py", "MOST_FAILURES"),
            lambda: {"most": MOST_FAILURES, "days": FORGOTTEN.days},
        ),
        Choice(
            lazy(
                "Un navigateur où l'on est entré avec son code reste connu %(days)s jours, %(browsers)s par code au "
                "plus. Les essais des autres ne l'arrêtent pas; %(most)s échecs de suite à lui le rendent inconnu."
            ),
            Sureness.PROPOSED,
            ("app/actions/known_browsers.py", "MOST_BROWSERS"),
            lambda: {"days": BROWSER_LASTS.days, "browsers": MOST_BROWSERS, "most": MOST_OWN_FAILURES},
        ),
        Choice(
            lazy(
                "Pour un code, %(most)s messages par jour au plus partent à la demande d'inconnus, et %(asker)s pour "
                "chaque adresse ou navigateur qui demande; une boîte commune à plusieurs codes en reçoit %(mailbox)s, "
                "et le premier de chaque code."
            ),
            Sureness.PROPOSED,
            ("app/actions/known_browsers.py", "MESSAGES_A_DAY"),
            lambda: {"most": MESSAGES_A_DAY, "asker": ASKER_A_DAY, "mailbox": MAILBOX_A_DAY},
        ),
        Choice(
            lazy(
                "Une adresse réseau peut être celle de tout un hôpital : elle n'arrête jamais un premier essai. Après "
                "%(most)s échecs en une heure, chaque code y attend %(minutes)s minutes entre deux essais."
            ),
            Sureness.PROPOSED,
            ("app/actions/throttling.py", "BUSY_ADDRESS"),
            lambda: {"most": BUSY_ADDRESS, "minutes": _minutes(LONGEST_WAIT)},
        ),
        Choice(
            lazy(
                "Un compte clicSÉQUR-Entreprises inconnu n'est relié à la personne inscrite avec son adresse que par "
                "un code envoyé à cette adresse : il sert %(minutes)s minutes, %(tries)s essais; %(codes)s par jour au "
                "plus."
            ),
            Sureness.PROPOSED,
            ("app/actions/pending_identities.py", "MOST_TRIES"),
            lambda: {"minutes": _minutes(IDENTITY_LASTS), "tries": MOST_TRIES, "codes": CODES_A_DAY},
        ),
        Choice(
            lazy(
                "Un membre du personnel n'a que les rôles que le portail et le fournisseur d'identité lui donnent tous "
                "les deux."
            ),
            Sureness.PROPOSED,
            ("app/queries/sessions.py", "staff_roles"),
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
            ("app/models/withdrawals.py", "PaperWithdrawal"),
        ),
        Choice(
            lazy("La forme et le délai du préavis ne sont pas fixés : on consigne le jour et la lettre."),
            Sureness.NOT_FOUND,
            ("app/models/withdrawals.py", "PriorNotice"),
        ),
        Choice(
            lazy("Les textes des courriels et des lettres sont les nôtres : il n'y a pas de modèle officiel."),
            Sureness.NOT_FOUND,
            ("app/vocabulary/emails.py", "EmailKind"),
        ),
    ),
)

SUBJECTS = (ACCOUNTS, CHANNEL, SENDING, FILES, IDENTITY, UNKNOWN)
