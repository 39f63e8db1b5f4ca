"""The doors of the portal, and why one may stay closed: each label of a problem is the sentence that is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.vocabulary.accounts import CodeSpace
from app.vocabulary.labels import Labelled


class Door(Labelled):
    """A way to sign in. The first three are the spaces of employers, `app.vocabulary.accounts.Space`."""

    CLICSEQUR = "clicsequr", "clicSÉQUR-Entreprises", "clicSÉQUR-Entreprises"
    GUICHET_SST = "guichet_sst", "Guichet SST", "Guichet SST"
    CNESST_CODES = "cnesst_codes", "Codes CNESST", "CNESST codes"
    CLINIC = CodeSpace.CLINIC.value, CodeSpace.CLINIC.fr, CodeSpace.CLINIC.en
    STAFF = "staff", "Personnel de la Commission", "Commission staff"


class SignInProblem(Labelled):
    """Why a sign-in does not succeed."""

    WRONG_CODE_OR_PASSWORD = (
        "wrong_code_or_password",
        "Le code d'utilisateur ou le mot de passe n'est pas le bon.",
        "The user code or the password is not right.",
    )
    TEMPORARY_ENDED = (
        "temporary_ended",
        "Ce mot de passe temporaire a déjà servi ou n'est plus valable. Demandez-en un autre.",
        "This temporary password has already been used or is no longer valid. Ask for another one.",
    )
    TOO_MANY_ATTEMPTS = (
        "too_many_attempts",
        "Trop d'essais en peu de temps. Attendez avant le prochain.",
        "Too many attempts in a short time. Wait before the next one.",
    )
    RENEWAL_NEEDED = (
        "renewal_needed",
        "Trop d'essais sans succès avec ce code. Pour entrer, demandez un nouveau mot de passe.",
        "Too many unsuccessful attempts with this code. To come in, ask for a new password.",
    )
    NOT_STARTED_HERE = (
        "not_started_here",
        "Cette connexion n'a pas été commencée dans ce navigateur, ou elle a déjà servi.",
        "This sign-in was not started in this browser, or it has already been used.",
    )
    CANCELLED = (
        "cancelled",
        "La connexion a été interrompue chez le fournisseur d'identité.",
        "The sign-in was interrupted at the identity provider.",
    )
    PROVIDER_ANSWER = (
        "provider_answer",
        "La réponse du fournisseur d'identité n'a pas pu être vérifiée.",
        "The identity provider's answer could not be verified.",
    )
    ANOTHER_PERSON = (
        "another_person",
        "Le compte choisi chez le fournisseur d'identité n'est pas celui de votre session.",
        "The account chosen at the identity provider is not the one of your session.",
    )
    PROVIDER_UNAVAILABLE = (
        "provider_unavailable",
        "Le fournisseur d'identité ne répond pas.",
        "The identity provider does not answer.",
    )
    WRONG_IDENTITY_CODE = (
        "wrong_identity_code",
        "Ce code n'est pas celui qui a été envoyé. Vérifiez-le dans le message le plus récent.",
        "This code is not the one that was sent. Check it in the latest message.",
    )
    IDENTITY_CODE_ENDED = (
        "identity_code_ended",
        "Ce code ne sert plus : il est trop ancien, il a servi, ou il y a eu trop d'essais.",
        "This code no longer works: it is too old, it was used, or it was tried too often.",
    )
    UNKNOWN_PERSON = (
        "unknown_person",
        "Votre identité est confirmée, mais aucun employeur ne vous a encore donné accès à ce portail.",
        "Your identity is confirmed, but no employer has given you access to this portal yet.",
    )
    UNKNOWN_STAFF = (
        "unknown_staff",
        "Votre identité est confirmée, mais vous n'avez pas de rôle dans ce portail.",
        "Your identity is confirmed, but you have no role in this portal.",
    )


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as. `code` and `password` are empty where the identity provider asks who you are.

    `password` is empty as well once a first visit is over. `shows` is what there is to see, in French and English.
    """

    name: str
    door: Door
    shows: Mapping[str, str]
    code: str = ""
    password: str = ""
    employers: tuple[str, ...] = ()
