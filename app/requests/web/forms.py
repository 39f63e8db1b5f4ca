"""The forms around a request: beginning one, filing it, searching for it."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import Form

LONGEST_REASON = 500


class BeginForm(Form):
    """Nothing is asked before a draft begins; the button says for which form."""


class FilingForm(Form):
    """Whoever files says that it is true, and why, where a reason is wanted.

    `digest`: what the page shows; `revision` and `amount`: by what it says what changed meanwhile.
    """

    digest = HiddenField()
    revision = HiddenField()
    amount = HiddenField()
    late_reason = TextAreaField(_("Pourquoi cette demande est-elle tardive?"), [Length(max=LONGEST_REASON)])
    twin_reason = TextAreaField(_("Pourquoi une autre demande sur le même sujet?"), [Length(max=LONGEST_REASON)])
    declared = BooleanField(
        _("Je déclare que ces renseignements sont exacts et que je peux les transmettre pour cet employeur."),
        [DataRequired(_("Cochez la déclaration pour transmettre."))],
    )
    accepted = BooleanField("", [DataRequired(_("Cochez la mise en garde pour transmettre."))])

    sensitive = HiddenField(default="yes", validators=[DataRequired()])

    def show(self, digest: str, revision: int, amount: Decimal | None) -> None:
        """Say what the page shows."""
        self.digest.data, self.revision.data = digest, str(revision)
        self.amount.data = "" if amount is None else str(amount)

    def wants(self, accept: str, *, sensitive: bool) -> None:
        """Ask for a tick under these words, or for none; and for a recent proof of who sends it, or for none."""
        if not sensitive:
            del self.sensitive
        if accept:
            self.accepted.label.text = accept
        else:
            del self.accepted


class PieceForm(Form):
    """One file, and what it is."""

    kind = RadioField(_("Quelle pièce joignez-vous?"), validate_choice=False)
    file = FileField(_("Fichier PDF, JPEG ou PNG"))


class SearchForm(Form):
    """Words of a name, or a reference: sent rather than put in the address, which others may read."""

    cherche = StringField()
