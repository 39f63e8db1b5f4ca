"""What the pages receive that confirm the end of a mandate: today, sooner than planned, or on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.mandates.web.mandates.page import mandate_rows, renewed_last_day
from app.rights.web.losses.losing import LossForm, LossPage
from app.site.web.page.filters import day

if TYPE_CHECKING:
    from datetime import date

    from app.resolver.queries.mandates import MandateView
    from app.rights.web.losses.coverage import CoverageView


def end_page(one: MandateView, form: LossForm, view: CoverageView) -> LossPage:
    """Ending a mandate today."""
    people = len(one.representatives)
    readers = ngettext(
        "%(num)s personne du cabinet perd l'accès dès la prochaine page qu'elle demandera, même si elle est en ligne.",
        "%(num)s personnes du cabinet perdent l'accès dès la prochaine page qu'elles demanderont, même en ligne.",
        people,
    )
    nobody = _("Personne du cabinet n'a accès à vos dossiers : rien ne change pour vos documents.")
    sentences = (
        readers if people else nobody,
        _("Les personnes de votre employeur gardent leurs droits. Ce que le cabinet a lu reste au journal."),
        *((_heir_now(),) if people else ()),
        _("Un courriel en avise le cabinet."),
    )
    return _page(one, form, view, (_("Terminer ce mandat?"), _("Terminer le mandat")), sentences)


def _heir_now() -> str:
    return str(
        _(
            "La personne qui prend la suite, chez votre employeur, a ces services dès maintenant, "
            "jusqu'à la fin prévue du mandat."
        )
    )


def shorten_page(
    one: MandateView, until_on: date, form: LossForm, view: CoverageView, values: tuple[tuple[str, str], ...]
) -> LossPage:
    """Giving a mandate a sooner end."""
    last_on = until_on - timedelta(days=1)
    sentences = (
        _("La nouvelle fin vaut pour toutes les personnes que le cabinet a affectées."),
        _heir_then(until_on, one.last_on),
    )
    page = _page(one, form, view, (_("Raccourcir ce mandat?"), _("Raccourcir le mandat")), sentences, values)
    return replace(page, rows=(*page.rows, (_("Nouveau dernier jour"), day(last_on))))


def let_end_page(one: MandateView, form: LossForm, view: CoverageView) -> LossPage:
    """Letting a mandate come to its end."""
    sentences = (
        _("Les personnes du cabinet gardent leur accès jusqu'au %(day)s, puis il finit.", day=day(one.last_on)),
        _heir_then(one.until_on, renewed_last_day(one)),
        _("Vous n'en recevrez plus de rappel."),
    )
    return _page(one, form, view, (_("Laisser finir ce mandat?"), _("Laisser finir le mandat")), sentences)


def _heir_then(begins: date, last_on: date) -> str:
    said = _(
        "La personne qui prend la suite, chez votre employeur, a ces services à partir du %(begins)s, jusqu'au %(day)s."
    )
    return str(said % {"begins": day(begins), "day": day(last_on)})


def _page(
    one: MandateView,
    form: LossForm,
    view: CoverageView,
    words: tuple[str, str],
    sentences: tuple[str, ...],
    values: tuple[tuple[str, str], ...] = (),
) -> LossPage:
    names = ", ".join(person.name for person in one.representatives)
    form.successor.description = _("Cette personne reçoit ce que les gens du cabinet ont, dans le même geste.")
    return LossPage(
        title=words[0],
        caption=one.firm,
        form=form,
        rows=(*mandate_rows(one), (_("Peuvent lire"), names or _("Personne"))),
        sentences=sentences,
        button=words[1],
        back_href=url_for("mandates.index"),
        coverage=view if one.representatives else None,
        offers_successor=form.has_candidates and bool(one.representatives),
        must_accept=form.asks_to_accept(view),
        values=values,
    )
