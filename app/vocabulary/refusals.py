"""Why an incoming PDF is refused, and why an address cannot be printed: each reason as one sentence."""

from app.vocabulary.labels import Labelled


class PdfRefusal(Labelled):
    """A reason to refuse an incoming PDF."""

    NOT_A_PDF = "not_a_pdf", "Ce fichier n'est pas un PDF.", "This file is not a PDF."
    UNREADABLE = (
        "unreadable",
        "Ce PDF est endommagé : il ne s'ouvre pas sans réparation.",
        "This PDF is damaged: it does not open without repair.",
    )
    ENCRYPTED = "encrypted", "Ce PDF est chiffré ou protégé.", "This PDF is encrypted or protected."
    TOO_LARGE = "too_large", "Ce PDF est trop volumineux.", "This PDF is too large."
    NO_PAGE = "no_page", "Ce PDF ne contient aucune page.", "This PDF has no page."
    TOO_MANY_PAGES = "too_many_pages", "Ce PDF compte trop de pages.", "This PDF has too many pages."
    TOO_COMPLEX = (
        "too_complex",
        "Ce PDF est trop complexe ou démesurément compressé pour être vérifié.",
        "This PDF is too complex, or too heavily compressed, to be checked.",
    )
    JAVASCRIPT = "javascript", "Ce PDF contient du JavaScript.", "This PDF contains JavaScript."
    AUTOMATIC_ACTION = (
        "automatic_action",
        "Ce PDF déclenche une action de lui-même.",
        "This PDF starts an action by itself.",
    )
    LAUNCH_ACTION = "launch_action", "Ce PDF peut lancer un programme.", "This PDF may launch a program."
    EMBEDDED_FILE = "embedded_file", "Ce PDF contient un fichier joint.", "This PDF contains an attached file."
    EXTERNAL_ACTION = (
        "external_action",
        "Ce PDF peut transmettre ou charger des données de l'extérieur.",
        "This PDF may send data out or load data from outside.",
    )
    DYNAMIC_FORM = "dynamic_form", "Ce PDF contient un formulaire dynamique (XFA).", "This PDF contains an XFA form."
    RICH_MEDIA = (
        "rich_media",
        "Ce PDF contient du son, de la vidéo ou de la 3D.",
        "This PDF contains sound, video or 3D.",
    )


class AddressRefusal(Labelled):
    """A reason why an address cannot stand in the window of an envelope."""

    INCOMPLETE = (
        "incomplete",
        "Il manque une ligne, la ville, la province ou le code postal.",
        "A line, the city, the province or the postal code is missing.",
    )
    POSTAL_CODE = (
        "postal_code",
        "Le code postal n'a pas la forme A9A 9A9.",
        "The postal code does not read A9A 9A9.",
    )
    TOO_MANY_LINES = (
        "too_many_lines",
        "L'adresse compte trop de lignes pour la fenêtre de l'enveloppe.",
        "The address has too many lines for the window of the envelope.",
    )
    LINE_TOO_LONG = (
        "line_too_long",
        "Un mot de l'adresse est trop long pour la fenêtre de l'enveloppe.",
        "A word of the address is too long for the window of the envelope.",
    )
    UNPRINTABLE = (
        "unprintable",
        "L'adresse contient un caractère qui ne s'imprime pas.",
        "The address contains a character that cannot be printed.",
    )
