"""Days in three inputs, texts with honest limits, messages in the reader's language."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import DayField, FilterForm, Form
from tests.web.gallery.fixtures import asked


class Wizard(Form):
    """A form as features write them."""

    name = StringField("Nom", [DataRequired()])
    code = StringField("Code", [Length(max=5)])
    password = PasswordField("Mot de passe")
    pages = IntegerField("Pages")
    space = SelectField("Espace", choices=[SelectChoice("a", "A")])
    until = DayField("Jusqu'au", missing="Indiquez la fin du droit.")
    since = DayField("Depuis", required=False)


RIGHT = {
    "name": "Paul",
    "code": "x",
    "pages": "3",
    "space": "a",
    "until-day": "3",
    "until-month": "2",
    "until-year": "2021",
}


def sent(gallery: Flask, **fields: str) -> Wizard:
    """The form as it stands after its fields were sent (underscores stand for hyphens)."""
    with asked(gallery, "/", method="POST", data={k.replace("_", "-"): v for k, v in fields.items()}):
        form = Wizard()
        form.validate()
        return form


def day_sent(gallery: Flask, day: str, month: str, year: str) -> DayField:
    form = sent(gallery, **{**RIGHT, "until-day": day, "until-month": month, "until-year": year})
    return form.until


def test_a_right_form_gives_a_day(gallery: Flask) -> None:
    form = sent(gallery, **RIGHT)
    assert form.errors == {}
    assert (form.until.data, form.since.data) == (date(2021, 2, 3), None)


@pytest.mark.parametrize("month", ["2", "02", "février", "Fevrier", "FÉVR.", "fév", "february", "Feb"])
def test_a_month_may_be_written_in_letters(gallery: Flask, month: str) -> None:
    assert day_sent(gallery, "03", month, "2021").data == date(2021, 2, 3)


@pytest.mark.parametrize(
    ("typed", "message", "where"),
    [
        (("", "", ""), "Indiquez la fin du droit.", "until-day"),
        (("3", "", "2021"), "Il manque le mois à la date.", "until-month"),
        (("", "2", ""), "Il manque le jour et l'année à la date.", "until-day"),
        (("32", "2", "2021"), "Le jour s'écrit de 1 à 31.", "until-day"),
        (("²", "2", "2021"), "Le jour s'écrit de 1 à 31.", "until-day"),
        (("3", "13", "2021"), "Le mois s'écrit de 1 à 12, ou en toutes lettres.", "until-month"),
        (("3", "jui", "2021"), "Le mois s'écrit de 1 à 12, ou en toutes lettres.", "until-month"),
        (("3", "2", "21"), "L'année s'écrit en quatre chiffres.", "until-year"),
        (("3", "2", "0000"), "L'année s'écrit en quatre chiffres.", "until-year"),
        (("31", "2", "2021"), "Cette date n'existe pas. Vérifiez le jour et le mois.", "until-day"),
        (("29", "2", "2021"), "Cette date n'existe pas. Vérifiez le jour et le mois.", "until-day"),
    ],
)
def test_a_wrong_day_says_what_is_wrong_and_where(
    gallery: Flask, typed: tuple[str, str, str], message: str, where: str
) -> None:
    field = day_sent(gallery, *typed)
    assert (list(field.errors), field.error_id, field.data) == ([message], where, None)
    assert tuple(field.typed.values()) == typed


def test_a_wrong_day_says_so_in_english(gallery: Flask) -> None:
    with asked(gallery, "/", method="POST", data={"until-day": "3"}), force_locale("en"):
        form = Wizard()
        form.validate()
    assert list(form.until.errors) == ["The date is missing the month and the year."]


def test_a_form_sent_without_the_inputs_of_a_day_is_wrong_and_nothing_worse(gallery: Flask) -> None:
    form = sent(gallery, name="Paul")
    assert list(form.until.errors) == ["Indiquez la fin du droit."]
    assert form.since.errors in ([], ())


def test_a_day_that_is_given_is_shown(gallery: Flask) -> None:
    with asked(gallery, "/"):
        form = Wizard(data={"until": date(2021, 2, 3)})
    assert form.until.typed == {"day": "3", "month": "2", "year": "2021"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(parts=st.tuples(*[st.text(max_size=30)] * 3))
def test_whatever_is_typed_gives_a_day_or_one_message(gallery: Flask, parts: tuple[str, str, str]) -> None:
    formdata = MultiDict({"until-day": parts[0], "until-month": parts[1], "until-year": parts[2], "name": "Paul"})
    with asked(gallery, "/", method="POST"):
        form = Wizard(formdata=formdata)
        form.validate()
    assert (form.until.data is None) == (len(form.until.errors) == 1)


def test_texts_are_trimmed_and_passwords_are_not(gallery: Flask) -> None:
    form = sent(gallery, **{**RIGHT, "name": "  Paul\x00 Côté \x1b ", "password": "  phrase de passe  "})
    assert (form.name.data, form.password.data) == ("Paul Côté", "  phrase de passe  ")


def test_every_text_has_a_limit_and_says_it(gallery: Flask) -> None:
    form = sent(gallery, **{**RIGHT, "name": "x" * 201, "code": "123456"})
    assert list(form.name.errors) == ["Écrivez au plus 200 caractères."]
    assert list(form.code.errors) == ["Écrivez au plus 5 caractères."]


def test_the_messages_of_the_forms_follow_the_language(gallery: Flask) -> None:
    form = sent(gallery, space="b", pages="trois")
    assert list(form.name.errors) == ["Remplissez ce champ."]
    assert list(form.space.errors) == ["Choisissez une des réponses proposées."]
    assert list(form.pages.errors) == ["Écrivez un nombre entier, en chiffres."]
    with asked(gallery, "/", method="POST", data={"pages": "x"}), force_locale("en"):
        english = Wizard()
        english.validate()
    assert list(english.name.errors) == ["This field is required."]


def test_a_filter_reads_the_address(gallery: Flask) -> None:
    class Filters(FilterForm):
        """Filters of a list."""

        q = StringField("Chercher")

    with asked(gallery, "/?q=+Paul+"):
        assert Filters().q.data == "Paul"
    with asked(gallery, "/"):
        assert Filters().validate()
