"""The seven services in the words of a page: a short name, what each lets somebody see or do, and its address."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as lazy
from werkzeug.routing import BaseConverter, ValidationError

from app.vocabulary.services import OnlineService

SHORT_NAMES: dict[OnlineService, Any] = {
    OnlineService.EMPLOYER_NOTICE: lazy("Avis de l'employeur (ADR)"),
    OnlineService.PREVENTIVE_WITHDRAWAL: lazy("Retrait préventif"),
    OnlineService.FILE_COPY: lazy("Copie de dossier"),
    OnlineService.FILE_FOLLOWUP: lazy("Suivi des dossiers"),
    OnlineService.DIRECT_DEPOSIT: lazy("Dépôt direct"),
    OnlineService.REVIEW: lazy("Révision"),
    OnlineService.MESSAGING: lazy("Messagerie"),
}
LETS: dict[OnlineService, Any] = {
    OnlineService.EMPLOYER_NOTICE: lazy(
        "Remplir l'avis et demander le remboursement : nom de la travailleuse ou du travailleur, lésion, salaire."
    ),
    OnlineService.PREVENTIVE_WITHDRAWAL: lazy(
        "Demander le remboursement d'un retrait préventif : révèle une grossesse ou un allaitement."
    ),
    OnlineService.FILE_COPY: lazy(
        "Demander la copie d'un dossier, sans sa partie médicale : c'est le service qui montre le plus de choses."
    ),
    OnlineService.FILE_FOLLOWUP: lazy(
        "Suivre les dossiers imputés à l'employeur, lire documents et décisions, être avisé de ce qui arrive."
    ),
    OnlineService.DIRECT_DEPOSIT: lazy("Adhérer au dépôt direct : coordonnées bancaires de l'employeur."),
    OnlineService.REVIEW: lazy(
        "Demander la révision d'une décision, ou s'en désister, au nom de l'employeur : l'effet est juridique."
    ),
    OnlineService.MESSAGING: lazy("Écrire à la Commission et lire ses réponses, qui peuvent parler d'un dossier."),
}
SLUGS: dict[OnlineService, str] = {
    OnlineService.EMPLOYER_NOTICE: "avis-de-l-employeur",
    OnlineService.PREVENTIVE_WITHDRAWAL: "retrait-preventif",
    OnlineService.FILE_COPY: "copie-de-dossier",
    OnlineService.FILE_FOLLOWUP: "suivi-des-dossiers",
    OnlineService.DIRECT_DEPOSIT: "depot-direct",
    OnlineService.REVIEW: "revision",
    OnlineService.MESSAGING: "messagerie",
}
_OF_SLUG = {slug: service for service, slug in SLUGS.items()}


class ServiceConverter(BaseConverter):
    """An online service in an address: `<service:service>`. Any other word is an address that does not exist."""

    def to_python(self, value: str) -> OnlineService:
        """The service of that address."""
        if value not in _OF_SLUG:
            raise ValidationError
        return _OF_SLUG[value]

    def to_url(self, value: OnlineService) -> str:
        """Its address."""
        return SLUGS[value]
