"""How sure we are of what the portal rests on, where no text says it outright."""

from app.vocabulary.labels import Labelled


class Sureness(Labelled):
    """Why a choice stands on the assumptions page (tags of the rule tables: I, P, E)."""

    INFERRED = "inferred", "Déduit du texte", "Inferred from the text"
    PROPOSED = "proposed", "Choix du portail", "Choice of the portal"
    TESTED = "tested", "Constaté par essai", "Found by test"
    TO_CHECK = "to_check", "À vérifier dans le texte officiel", "To be checked against the official text"
    NOT_FOUND = "not_found", "Cherché, pas trouvé", "Looked for, not found"
