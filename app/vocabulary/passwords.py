"""What may be wrong with a chosen password: each label is the sentence that the person reads."""

from app.vocabulary.labels import Labelled

#: NIST SP 800-63B-4, section 3.1.1.2: 15 characters where the password is the only factor; 64 must be accepted.
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256
#: What codes, temporary passwords and references are made of: none of the signs that are mistaken for one another,
#: 0 and O, 1, I and L.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def by_four(signs: str) -> str:
    """Signs as they are read aloud: by four, with hyphens."""
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


class PasswordProblem(Labelled):
    """Why a password is refused."""

    TOO_SHORT = (
        "too_short",
        f"Choisissez un mot de passe d'au moins {SHORTEST_PASSWORD} caractères. Une courte phrase convient bien.",
        f"Choose a password of at least {SHORTEST_PASSWORD} characters. A short sentence works well.",
    )
    TOO_LONG = (
        "too_long",
        f"Choisissez un mot de passe d'au plus {LONGEST_PASSWORD} caractères.",
        f"Choose a password of at most {LONGEST_PASSWORD} characters.",
    )
    PREDICTABLE = (
        "predictable",
        "Choisissez un mot de passe moins facile à deviner : celui-ci n'est fait que de mots courants ou de suites.",
        "Choose a password that is harder to guess: this one is made of common words or sequences only.",
    )
    UNCHANGED = (
        "unchanged",
        "Choisissez un mot de passe différent de celui que vous venez d'utiliser.",
        "Choose a password different from the one you have just used.",
    )
    WRONG_CURRENT = (
        "wrong_current",
        "Le mot de passe actuel n'est pas le bon.",
        "The current password is not right.",
    )
