"""The two languages of the interface. French is the language of letters and the default."""

from app.vocabulary.labels import Labelled


class Language(Labelled):
    """A person's language."""

    FR = "fr", "Français", "French"
    EN = "en", "Anglais", "English"
