"""The proof of a document's notice as a file: the same words as its page, with who took it out and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.papers.actions.proofs import Proof, ProofSection
from app.site.web.page.filters import instant, neq, public_source
from app.site.web.page.language import language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.papers.web.documents.proof_page import ProofPage
    from app.registry.queries.sessions import Principal


def proof_file(page: ProofPage, principal: Principal, at: datetime) -> Proof:
    """What the file says: nothing that the page hides from this reader."""
    made = [(_("Employeur"), principal.employer_name), (_("NEQ"), neq(principal.employer_neq))]
    if principal.firm_name:
        made.append((_("Mandataire"), principal.firm_name))
    made.append((_("Preuve produite"), _("le %(when)s, par %(name)s", when=instant(at), name=principal.name)))
    return Proof(page.title, page.document.public_id, made, tuple(_sections(page)), language())


def _sections(page: ProofPage) -> Iterator[ProofSection]:
    yield ProofSection(_("Le dépôt"), pairs=page.deposit)
    if page.why is not None:
        rule = _("Règle %(rule)s", rule=page.why.rule)
        lines = (_("À l'écran"), page.why.says, public_source(page.why.source), rule)
        yield ProofSection(_("Par quelle voie, et pourquoi"), lines, page.ruled)
    told = (page.hidden,) if page.hidden else ()
    if not page.told:
        told = (_("Aucun avis n'a été adressé à une personne."),)
    yield ProofSection(_("Les personnes avisées"), told, heads=page.told_heads, rows=page.told)
    yield ProofSection(_("Les ouvertures"), page.openings or (_("Personne n'a encore ouvert ce document."),))
    if page.seals:
        yield ProofSection(_("Pour vérifier cette preuve"), pairs=page.seals)
