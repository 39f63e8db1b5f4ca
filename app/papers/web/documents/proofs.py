"""The proof of a document's notice, on a page or as a signed file."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.papers.actions.proofs import signed_proof
from app.papers.web.documents.proof_file import proof_file
from app.papers.web.documents.proof_page import proof_page
from app.papers.web.documents.views import blueprint, document_or_404
from app.papers.web.pdf import neutral_name, send_bytes
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.services import OnlineService


@blueprint.get("/documents/<public_id>/preuve")
@may_use(OnlineService.FILE_FOLLOWUP)
def proof(public_id: str) -> ResponseReturnValue:
    """How the document was deposited, who was told, who opened it."""
    page = proof_page(document_or_404(public_id), current_principal())
    return render_template("pages/documents/proof.html", page=page)


@blueprint.get("/documents/<public_id>/preuve.pdf")
@may_use(OnlineService.FILE_FOLLOWUP)
def proof_pdf(public_id: str) -> ResponseReturnValue:
    """The same as a signed file, to keep."""
    document, reader, at = document_or_404(public_id), current_principal(), clock.now()
    said = proof_file(proof_page(document, reader), reader, at)
    name = neutral_name(document.deposited_on, document.public_id).replace("document", "preuve", 1)
    return send_bytes(signed_proof(said, reader.name, at), name)
