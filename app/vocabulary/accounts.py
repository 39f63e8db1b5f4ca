"""Secure spaces, the situations that follow from holding them, and the roles that people have in them."""

from app.vocabulary.labels import Labelled


class Space(Labelled):
    """A secure space in which an employer may hold an account (domain reference, section 3)."""

    CLICSEQUR = (
        "clicsequr",
        "Mon espace employeur (clicSÉQUR-Entreprises)",
        "Mon espace employeur (clicSÉQUR-Entreprises)",
    )
    CNESST_CODES = "cnesst_codes", "Mon espace employeur (codes CNESST)", "Mon espace employeur (CNESST codes)"
    GUICHET_SST = "guichet_sst", "Guichet SST", "Guichet SST"


class CodeSpace(Labelled):
    """What a user code and its password open: spaces of employers, and that of clinics, which no employer holds."""

    GUICHET_SST = Space.GUICHET_SST.value, Space.GUICHET_SST.fr, Space.GUICHET_SST.en
    CNESST_CODES = Space.CNESST_CODES.value, Space.CNESST_CODES.fr, Space.CNESST_CODES.en
    CLINIC = "clinic", "Guichet SST des cliniques", "Guichet SST for clinics"


class ClinicRole(Labelled):
    """What a person is for a clinic: those responsible let the others in and out."""

    RESPONSIBLE = "responsible", "Personne responsable", "Person in charge"
    MEMBER = "member", "Membre de la clinique", "Member of the clinic"


class Situation(Labelled):
    """What the accounts held on a day add up to. Derived, never stored."""

    CLICSEQUR = "clicsequr", "clicSÉQUR seulement", "clicSÉQUR only"
    GUICHET_SST = "guichet_sst", "Guichet SST seulement", "Guichet SST only"
    BOTH_SPACES = "both_spaces", "Les deux espaces", "Both spaces"
    CNESST_CODES = "cnesst_codes", "Codes CNESST seulement", "CNESST codes only"
    NO_ACCOUNT = "no_account", "Aucun compte", "No account"


class Role(Labelled):
    """What a person is for an employer in one space."""

    RSE = "rse", "Responsable des services électroniques (RSE)", "Electronic services manager (RSE)"
    RESPONDENT = "respondent", "Répondante ou répondant", "Respondent"
    USER = "user", "Utilisatrice ou utilisateur", "User"
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "Professionnelle ou professionnel de la santé désigné",
        "Designated health professional",
    )


class StaffRole(Labelled):
    """What a member of the Commission's staff may do here."""

    AGENT = "agent", "Agente ou agent", "Agent"
    ADMINISTRATOR = "administrator", "Administratrice ou administrateur", "Administrator"
    AUDITOR = "auditor", "Auditrice ou auditeur", "Auditor"
