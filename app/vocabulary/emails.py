"""E-mails: what each is about, and why its reader receives a notice."""

from app.vocabulary.labels import Labelled


class EmailKind(Labelled):
    """A kind of e-mail; the code is its folder in `templates/emails`."""

    NEW_DOCUMENT = "new_document", "Un document ou une décision attend", "A document or a decision is waiting"
    FILE_IMPUTED = "file_imputed", "Un dossier est imputé", "A file is imputed"
    ACCESS_GRANTED = "access_granted", "Un droit d'accès est accordé", "A right of access is granted"
    ACCESS_CHANGED = "access_changed", "Un droit d'accès est modifié", "A right of access is changed"
    ACCESS_REVOKED = "access_revoked", "Un droit d'accès est retiré", "A right of access is taken back"
    INVITATION = "invitation", "Une personne est invitée", "A person is invited"
    WELCOME_CODE = "welcome_code", "Code permanent et mot de passe temporaire", "Permanent code, temporary password"
    TEMPORARY_PASSWORD = "temporary_password", "Mot de passe temporaire", "Temporary password"
    PASSWORD_CHANGED = "password_changed", "Le mot de passe a changé", "The password was changed"
    PRIOR_NOTICE = "prior_notice", "Préavis du retrait du papier", "Prior notice of the withdrawal of paper"
    SENSITIVE_MOMENT = "sensitive_moment", "Un geste délicat a été posé", "A sensitive gesture was made"


class Because(Labelled):
    """Why a person receives a notice about a file."""

    RIGHT = "right", "Détient le droit de suivre les dossiers", "Holds the right to follow the files"
    ROLE = "role", "Répond des services électroniques de l'employeur", "Answers for the employer's electronic services"
    DESIGNATED = "designated", "Est la personne désignée par l'employeur", "Is the person designated by the employer"
