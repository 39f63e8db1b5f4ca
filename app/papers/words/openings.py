"""How a paper was opened."""

from app.vocabulary.labels import Labelled


class Way(Labelled):
    """On screen in the browser's viewer, or by download."""

    SCREEN = "screen", "À l'écran", "On screen"
    DOWNLOAD = "download", "Téléchargé", "Downloaded"
