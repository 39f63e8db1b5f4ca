"""Gestures that want a recent proof of who makes them, and of which those who share the responsibility are told."""

from app.vocabulary.labels import Labelled


class SensitiveMoment(Labelled):
    """One kind of gesture, said as what somebody does."""

    RIGHT_GRANTED = "right_granted", "Accorder un droit d'accès", "Grant a right of access"
    END_CHANGED = "end_changed", "Changer l'échéance d'un droit d'accès", "Change the end of a right of access"
    REQUEST_ANSWERED = "request_answered", "Répondre à une demande d'accès", "Answer a request for access"
    ROLE_GIVEN = "role_given", "Confier un rôle", "Give a role"
    PERSON_INVITED = "person_invited", "Inviter une personne", "Invite a person"
    EMAIL_CHANGED = "email_changed", "Changer une adresse de courriel", "Change an e-mail address"
    TABLE_APPLIED = "table_applied", "Appliquer un tableau de personnes", "Apply a table of people"
    TABLE_UNDONE = "table_undone", "Annuler un tableau appliqué", "Undo an applied table"
    PROFESSIONAL_DESIGNATED = (
        "professional_designated",
        "Désigner une professionnelle ou un professionnel de la santé",
        "Designate a health professional",
    )
    DESIGNATION_CONFIRMED = "designation_confirmed", "Confirmer une désignation", "Confirm a designation"
    DESIGNATION_REJECTED = "designation_rejected", "Refuser une désignation", "Refuse a designation"
    MANDATE_GIVEN = "mandate_given", "Confier un mandat à une firme", "Give a mandate to a firm"
    MANDATE_ANSWERED = "mandate_answered", "Répondre à un mandat", "Answer a mandate"
    STAFF_ASSIGNED = "staff_assigned", "Affecter une personne à un mandat", "Assign a person to a mandate"
    ROLE_LEFT = "role_left", "Quitter un rôle", "Leave a role"
    PERSON_LEFT = "person_left", "Inscrire le départ d'une personne", "Record that a person has left"
    LAST_GRANTER_LEFT = (
        "last_granter_left",
        (
            "Inscrire le départ de la dernière personne qui accorde les droits dans l'autre espace : son rôle y reste "
            "jusqu'à ce qu'elle nomme qui la remplace, ou que la Commission l'inscrive"
        ),
        (
            "Record that the last person who grants rights in the other space has left: their role there stays until "
            "they name who replaces them, or the Commission records it"
        ),
    )
    CLINIC_PERSON_ADDED = "clinic_person_added", "Inscrire une personne de la clinique", "Add a person of the clinic"
    CLINIC_PERSON_ENDED = "clinic_person_ended", "Retirer une personne de la clinique", "Remove a person of the clinic"
    CLINIC_RESPONSIBLE_NAMED = (
        "clinic_responsible_named",
        "Nommer une personne responsable de la clinique",
        "Name a person in charge of the clinic",
    )
    SOFTWARE_AUTHORISED = (
        "software_authorised",
        "Autoriser un logiciel à agir pour la clinique",
        "Authorise software to act for the clinic",
    )
    CLINIC_ENROLLED = "clinic_enrolled", "Accepter l'inscription d'une clinique", "Accept the registration of a clinic"
    STAND_IN_NAMED = "stand_in_named", "Nommer une personne remplaçante", "Name a stand-in"
    SUCCESSOR_NAMED = "successor_named", "Remplacer une personne par une autre", "Replace a person by another"
    REVIEW_ATTESTED = "review_attested", "Attester une revue des droits d'accès", "Attest a review of rights of access"
    SESSIONS_CLOSED = "sessions_closed", "Fermer les sessions d'une personne", "Close a person's sessions"
    STAFF_SESSIONS_CLOSED = (
        "staff_sessions_closed",
        "Fermer les sessions d'un membre du personnel",
        "Close the sessions of a member of the staff",
    )
    CODE_UNLOCKED = "code_unlocked", "Débloquer un code d'utilisateur", "Unlock a user code"
    STAFF_REMOVED = "staff_removed", "Retirer un membre du personnel", "Remove a member of the staff"
    DOCUMENT_REMOVED = (
        "document_removed",
        "Retirer un document déposé par erreur",
        "Take back a document deposited by mistake",
    )
    DOCUMENT_RECLASSIFIED = (
        "document_reclassified",
        "Reclasser un document au côté médical",
        "Move a document to the medical side",
    )
    REQUEST_SENT = (
        "request_sent",
        "Transmettre une demande qui engage l'employeur",
        "File a request that binds the employer",
    )
    DISCONTINUED = "discontinued", "Se désister d'une demande de révision", "Give up a request for review"
    BANK_ACCOUNT = "bank_account", "Changer le compte bancaire de l'employeur", "Change the employer's bank account"
    PERSON_RETURNED = "person_returned", "Annuler le retrait d'une personne", "Undo the removal of a person"
    TAKEN_BACK = "taken_back", "Reprendre les gestes d'une personne", "Take back somebody's gestures"
