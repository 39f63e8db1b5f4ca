"""The seven online services announced for 2020-02-03 (001, « Nouveaux services »)."""

from app.vocabulary.labels import Labelled


class OnlineService(Labelled):
    """An online service of the Commission; the code is the one of the feeds."""

    EMPLOYER_NOTICE = (
        "employer_notice",
        "Avis de l'employeur et demande de remboursement (ADR)",
        "Employer's notice and reimbursement claim",
    )
    PREVENTIVE_WITHDRAWAL = (
        "preventive_withdrawal",
        "Demande de remboursement pour le retrait préventif",
        "Reimbursement claim for preventive withdrawal",
    )
    FILE_COPY = "file_copy", "Demande de copie de dossier d'un travailleur", "Request for a copy of a worker's file"
    FILE_FOLLOWUP = (
        "file_followup",
        "Suivi des dossiers et des documents en indemnisation",
        "Follow-up of compensation files and documents",
    )
    DIRECT_DEPOSIT = "direct_deposit", "Adhésion au dépôt direct", "Enrolment in direct deposit"
    REVIEW = "review", "Demande de révision ou de désistement", "Request for review or withdrawal of a request"
    MESSAGING = "messaging", "Messagerie sécurisée", "Secure messaging"


#: Services that show data about workers (domain reference, section 3, last column).
SENSITIVE_SERVICES = frozenset(set(OnlineService) - {OnlineService.DIRECT_DEPOSIT, OnlineService.MESSAGING})
