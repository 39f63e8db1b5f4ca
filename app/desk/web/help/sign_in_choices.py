"""What the portal supposes about coming in: who is known, for how long, and what strangers may cause."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy

from app.desk.web.help.choice import Choice, Subject
from app.desk.words import Sureness
from app.entry.actions.known_browsers import MOST_BROWSERS
from app.entry.steps.known_browsers import ASKER_A_DAY, MAILBOX_A_DAY, MESSAGES_A_DAY
from app.entry.steps.known_browsers import MOST_FAILURES as MOST_OWN_FAILURES
from app.entry.steps.pending_identities import CODES_A_DAY, MOST_TRIES
from app.entry.steps.throttling import BUSY_ADDRESS, MOST_FAILURES
from app.vocabulary import delays
from app.vocabulary.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD

IDENTITY = Subject(
    lazy("Sessions et mots de passe"),
    (
        Choice(
            lazy(
                "Une session se ferme après %(idle)s minutes sans activité, et au plus tard %(longest)s heures après "
                "son ouverture."
            ),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "session_idle"),
            lambda: {"idle": delays.SESSION_IDLE.minutes, "longest": delays.SESSION_LONGEST.hours},
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
            ("app/rules/tables/delays.toml", "temporary_password"),
            lambda: {"hours": delays.TEMPORARY_PASSWORD.hours},
        ),
        Choice(
            lazy(
                "À une adresse de courriel que quelqu'un d'autre a inscrite, aucun mot de passe ne part avant "
                "%(hours)s heures; de l'ancienne adresse, on peut la refuser pendant %(days)s jours."
            ),
            Sureness.PROPOSED,
            ("app/rules/tables/delays.toml", "address_stands"),
            lambda: {"hours": delays.ADDRESS_STANDS.hours, "days": delays.ADDRESS_REFUSAL.days},
        ),
        Choice(
            lazy(
                "Après %(most)s échecs de suite dans des navigateurs inconnus, un code n'y entre plus : il faut un "
                "navigateur déjà connu, le lien d'un message ou un nouveau mot de passe (NIST SP 800-63B). Ce compte "
                "s'oublie après %(days)s jours sans échec."
            ),
            Sureness.PROPOSED,
            ("app/entry/steps/throttling.py", "MOST_FAILURES"),
            lambda: {"most": MOST_FAILURES, "days": delays.FAILURES_FORGOTTEN.days},
        ),
        Choice(
            lazy(
                "Un navigateur où l'on est entré avec son code reste connu %(days)s jours, %(browsers)s par code au "
                "plus. Les essais des autres ne l'arrêtent pas; %(most)s échecs de suite à lui le rendent inconnu."
            ),
            Sureness.PROPOSED,
            ("app/entry/actions/known_browsers.py", "MOST_BROWSERS"),
            lambda: {"days": delays.KNOWN_BROWSER.days, "browsers": MOST_BROWSERS, "most": MOST_OWN_FAILURES},
        ),
        Choice(
            lazy(
                "Pour un code, %(most)s messages par jour au plus partent à la demande d'inconnus, et %(asker)s pour "
                "chaque adresse ou navigateur qui demande; une boîte commune à plusieurs codes en reçoit %(mailbox)s, "
                "et le premier de chaque code."
            ),
            Sureness.PROPOSED,
            ("app/entry/steps/known_browsers.py", "MESSAGES_A_DAY"),
            lambda: {"most": MESSAGES_A_DAY, "asker": ASKER_A_DAY, "mailbox": MAILBOX_A_DAY},
        ),
        Choice(
            lazy(
                "Une adresse réseau peut être celle de tout un hôpital : elle n'arrête jamais un premier essai. Après "
                "%(most)s échecs en une heure, chaque code y attend %(minutes)s minutes entre deux essais."
            ),
            Sureness.PROPOSED,
            ("app/entry/steps/throttling.py", "BUSY_ADDRESS"),
            lambda: {"most": BUSY_ADDRESS, "minutes": delays.BUSY_ADDRESS.minutes},
        ),
        Choice(
            lazy(
                "Un compte clicSÉQUR-Entreprises inconnu n'est relié à la personne inscrite avec son adresse que par "
                "un code envoyé à cette adresse : il sert %(minutes)s minutes, %(tries)s essais; %(codes)s par jour au "
                "plus, et le premier de chaque compte."
            ),
            Sureness.PROPOSED,
            ("app/entry/actions/pending_identities.py", "MOST_TRIES"),
            lambda: {"minutes": delays.IDENTITY_CODE.minutes, "tries": MOST_TRIES, "codes": CODES_A_DAY},
        ),
        Choice(
            lazy(
                "Un membre du personnel n'a que les rôles que le portail et le fournisseur d'identité lui donnent tous "
                "les deux."
            ),
            Sureness.PROPOSED,
            ("app/registry/queries/sessions.py", "staff_roles"),
        ),
    ),
)
