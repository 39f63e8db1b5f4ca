"""E-mails: what each is about, and why its reader receives a notice."""

from app.vocabulary.labels import Labelled


class EmailKind(Labelled):
    """A kind of e-mail; the code is its file in `templates/emails`."""

    NEW_DOCUMENT = "new_document", "Un document ou une décision attend", "A document or a decision is waiting"
    FILE_IMPUTED = "file_imputed", "Un dossier est imputé", "A file is imputed"
    ACCESS_GRANTED = "access_granted", "Un droit d'accès est accordé", "A right of access is granted"
    ACCESS_CHANGED = "access_changed", "Un droit d'accès est modifié", "A right of access is changed"
    ACCESS_REVOKED = "access_revoked", "Un droit d'accès est retiré", "A right of access is taken back"
    ROLE_GIVEN = "role_given", "Un rôle est confié", "A role is given"
    STAND_IN_NAMED = "stand_in_named", "Une personne en remplace une autre", "A person stands in for another"
    ABSENCE_RECORDED = "absence_recorded", "Une absence est inscrite", "An absence is recorded"
    ABSENCE_ENDING = "absence_ending", "Un remplacement finit bientôt", "A replacement ends soon"
    ABSENCE_ENDED = "absence_ended", "Une absence finit plus tôt", "An absence ends earlier"
    INVITATION = "invitation", "Une personne est invitée", "A person is invited"
    INVITATION_LINK = "invitation_link", "Une invitation attend une réponse", "An invitation awaits an answer"
    INVITATION_ANSWERED = "invitation_answered", "Une invitation a sa réponse", "An invitation has its answer"
    RIGHTS_ENDING = "rights_ending", "Des droits accordés finissent", "Rights that were granted end"
    RIGHT_ENDING = "right_ending", "Un droit d'accès finit bientôt", "A right of access ends soon"
    RIGHT_LAPSED = "right_lapsed", "La fin d'un droit laisse un vide", "The end of a right leaves a hole"
    RIGHT_ASKED = "right_asked", "Un droit d'accès est demandé", "A right of access is asked for"
    REQUEST_REFUSED = "request_refused", "Une demande de droit est refusée", "A request for a right is refused"
    REQUEST_EXPIRED = "request_expired", "Une demande de droit est sans réponse", "A request for a right is unanswered"
    DESIGNATION_NEWS = "designation_news", "Une désignation fait un pas", "A designation moves on"
    DESIGNATION_ENDED = "designation_ended", "Une désignation est terminée", "A designation has ended"
    WELCOME_CODE = "welcome_code", "Code permanent et mot de passe temporaire", "Permanent code, temporary password"
    CLINIC_NEWS = "clinic_news", "L'accès d'une personne à une clinique change", "Somebody's access to a clinic changes"
    TEMPORARY_PASSWORD = "temporary_password", "Mot de passe temporaire", "Temporary password"
    SIGN_IN_GUESSED = "sign_in_guessed", "Quelqu'un essaie un code d'utilisateur", "Somebody tries a user code"
    PASSWORD_CHANGED = "password_changed", "Le mot de passe a changé", "The password was changed"
    ACCESS_REVIEW = (
        "access_review",
        "Une vérification annuelle des droits attend",
        "A yearly check of rights is waiting",
    )
    MANDATE_PROPOSED = "mandate_proposed", "Un mandat est proposé à un cabinet", "A mandate is proposed to a firm"
    MANDATE_CHANGED = "mandate_changed", "Un mandat a changé", "A mandate has changed"
    MANDATE_ASSIGNED = "mandate_assigned", "Une personne est affectée à un mandat", "A person is assigned to a mandate"
    MANDATE_ENDING = "mandate_ending", "Un mandat finit bientôt", "A mandate ends soon"
    PRIOR_NOTICE = "prior_notice", "Préavis du retrait du papier", "Prior notice of the withdrawal of paper"
    CHANNEL_TURNED = "channel_turned", "Les documents prennent un autre chemin", "Documents take another way"
    IDENTITY_TO_CONFIRM = "identity_to_confirm", "Un compte est à confirmer", "An account is to be confirmed"
    EMAIL_TO_CONFIRM = "email_to_confirm", "Une adresse est à confirmer", "An address is to be confirmed"
    EMAIL_CHANGED = "email_changed", "Une adresse de courriel a changé", "An e-mail address was changed"
    ALARM_RAISED = "alarm_raised", "Une alarme est ouverte", "An alarm is open"
    RECOVERY = "recovery", "Le personnel a agi sur un accès", "The staff acted on somebody's access"
    MESSAGE_WAITING = "message_waiting", "Un message attend à la messagerie", "A message is waiting"
    DRAFT_ENDING = "draft_ending", "Un brouillon sera jeté bientôt", "A draft will soon be thrown away"
    REQUEST_ASKED = "request_asked", "Une demande attend l'employeur", "A request waits for the employer"
    REQUEST_ENDED = "request_ended", "Une demande est terminée", "A request is closed"
    REQUEST_FILED = "request_filed", "Un brouillon a été transmis", "A draft was filed"
    DEPOSIT_TO_CONFIRM = "deposit_to_confirm", "Un compte bancaire est à confirmer", "A bank account is to be confirmed"
    SENSITIVE_MOMENT = "sensitive_moment", "Un geste délicat a été posé", "A sensitive gesture was made"


class Because(Labelled):
    """Why a person receives a notice about a file."""

    RIGHT = "right", "Détient le droit de suivre les dossiers", "Holds the right to follow the files"
    ROLE = "role", "Répond des services électroniques de l'employeur", "Answers for the employer's electronic services"
    DESIGNATED = "designated", "Est la personne désignée par l'employeur", "Is the person designated by the employer"
