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
        Choice(
            lazy(
                "Aucun fichier de la CNESST n'apprend au portail qu'une travailleuse ou un travailleur a demandé "
                "une révision : seules celles de l'employeur y paraissent."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/domain/review.py", "RULES"),
        ),
        Choice(
            lazy(
                "Le portail n'atteste pas ses propres interruptions. Une demande tardive se transmet quand même, "
                "avec son motif."
            ),
            Sureness.PROPOSED,
            ("app/requests/actions/filings.py", "late_reason"),
        ),
        Choice(
            lazy(
                "Si un jour férié de la période remboursée est payable n'est pas connu : la ligne se change, ou "
                "se vide."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/domain/employer_notice.py", "rows_of"),
        ),
        Choice(
            lazy(
                "La part du maximum annuel qui vaut pour cette période n'est pas connue : la dépasser est un "
                "avertissement, et rien n'est retranché."
            ),
            Sureness.NOT_FOUND,
            ("app/rules/reckoning/reimbursements.py", "_DAYS_OF_A_YEAR"),
        ),
        Choice(
            lazy(
                "Les questions de l'adhésion au dépôt direct, et le jour où un changement de compte prend effet, "
                "ne sont pas connus."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/definitions/direct_deposit.toml", "from_on"),
        ),
        Choice(
            lazy(
                "Qui avise la travailleuse ou le travailleur d'une demande de copie n'est pas connu : un agent "
                "dit quand c'est fait."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/words.py", "WORKER_TOLD"),
        ),
        Choice(
            lazy("Les états d'une demande, et les mots de son accusé, sont les nôtres."),
            Sureness.PROPOSED,
            ("app/requests/words.py", "MOVES"),
        ),
        Choice(
            lazy(
                "Les sujets, les destinataires et le temps de réponse de la messagerie ne sont pas connus : ses "
                "sujets sont les nôtres."
            ),
            Sureness.NOT_FOUND,
            ("app/messaging/words.py", "SUBJECTS"),
        ),
        Choice(
            lazy(
                "La durée légale de conservation des demandes et des messages n'est pas connue : rien de ce qui "
                "est transmis n'est effacé."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/models/requests.py", "Filing"),
        ),
        Choice(
            lazy(
                "Le taux de l'intérêt que la CNESST doit quand elle rembourse tard n'est pas connu : aucun "
                "intérêt n'est calculé."
            ),
            Sureness.NOT_FOUND,
            ("app/requests/domain/employer_notice.py", "answer_within"),
        ),
    ),
)
