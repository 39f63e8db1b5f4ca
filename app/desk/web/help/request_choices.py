"""What the portal supposes of the online services: what no text gives, and what was chosen."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy

from app.desk.web.help.choice import Choice, Subject
from app.desk.words import Sureness

REQUESTS = Subject(
    lazy("Services en ligne"),
    (
        Choice(
            lazy("Une demande est à l'employeur : qui a le droit au service ce jour-là la continue, dans tout espace."),
            Sureness.PROPOSED,
            ("app/requests/queries/reach.py", "Reach"),
        ),
        Choice(
            lazy(
                "L'avis de l'employeur ne demande pas le numéro d'assurance maladie, bien que l'article 268 de la "
                "LATMP le nomme."
            ),
            Sureness.PROPOSED,
            ("app/requests/definitions/employer_notice.toml", "worker_nas"),
        ),
        Choice(
            lazy(
                "La forme officielle des formulaires et leurs numéros ne sont pas connus : leurs questions sont les "
                "nôtres."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/domain/catalogue.py", "DEFINITIONS"),
        ),
        Choice(
            lazy("Le montant d'une demande est arrondi une seule fois, au total : l'arrondi officiel n'est pas connu."),
            Sureness.NOT_FOUND,
            ("app/rules/reckoning/reimbursements.py", "Reimbursement"),
        ),
        Choice(
            lazy("Un désistement ne se reprend pas : les règles de la CNESST ne sont pas connues."),
            Sureness.NOT_FOUND,
            ("app/requests/steps/ending.py", "end_linked"),
        ),
        Choice(
            lazy(
                "Aucun délai pour demander le remboursement d'un retrait préventif, ni pour répondre à une copie, "
                "n'est donné."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/domain/preventive_withdrawal.py", "RULES"),
        ),
    ),
)
