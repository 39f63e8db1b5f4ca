"""What the journal can say that somebody did. The sentence of each is in `app/journal/web/sentences.py`."""

from app.vocabulary.labels import Labelled


class AuditAction(Labelled):
    """One kind of journal entry; labels are what a filter shows."""

    REGISTRY_IMPORTED = "registry_imported", "Registre importé", "Registry imported"
    CLINIC_ENROLMENT_ASKED = (
        "clinic_enrolment_asked",
        "Inscription d'une clinique demandée",
        "Clinic registration asked for",
    )
    CLINIC_ENROLMENT_ACCEPTED = (
        "clinic_enrolment_accepted",
        "Inscription d'une clinique acceptée",
        "Clinic registration accepted",
    )
    CLINIC_ENROLMENT_REFUSED = (
        "clinic_enrolment_refused",
        "Inscription d'une clinique refusée",
        "Clinic registration refused",
    )
    CLINIC_PERSON_ADDED = "clinic_person_added", "Personne d'une clinique inscrite", "Person of a clinic added"
    CLINIC_PERSON_ENDED = "clinic_person_ended", "Personne d'une clinique retirée", "Person of a clinic removed"
    CLINIC_RESPONSIBLE_NAMED = (
        "clinic_responsible_named",
        "Personne responsable d'une clinique nommée",
        "Person in charge of a clinic named",
    )
    CLINIC_FORM_RECEIVED = "clinic_form_received", "Formulaire d'une clinique reçu", "Form of a clinic received"
    CLINIC_FORM_CANCELLED = "clinic_form_cancelled", "Formulaire d'une clinique annulé", "Form of a clinic cancelled"
    SOFTWARE_REGISTERED = "software_registered", "Logiciel certifié inscrit", "Certified software registered"
    SOFTWARE_AUTHORISED = (
        "software_authorised",
        "Logiciel autorisé pour une clinique",
        "Software authorised for a clinic",
    )
    SOFTWARE_CUT = "software_cut", "Logiciel coupé pour une clinique", "Software cut off for a clinic"
    SOFTWARE_ENDED = (
        "software_ended",
        "Logiciel coupé pour toutes les cliniques",
        "Software cut off for every clinic",
    )
    CLINICS_IMPORTED = "clinics_imported", "Tables des cliniques importées", "Tables of clinics imported"
    DEPOSITS_IMPORTED = "deposits_imported", "Dépôts importés", "Deposits imported"
    DOCUMENT_DEPOSITED = "document_deposited", "Document déposé", "Document deposited"
    MEDICAL_PAPER_DEPOSITED = "medical_paper_deposited", "Papier médical déposé", "Medical paper deposited"
    FILE_IMPUTED = "file_imputed", "Dossier imputé", "File imputed"
    NOTICE_RELEASED = "notice_released", "Avis retenu libéré", "Held notice released"
    PRINTED_AFTER_FAILURE = "printed_after_failure", "Repli postal", "Printed after every address failed"
    DOCUMENT_REMOVED = "document_removed", "Document retiré après son dépôt", "Document taken back after its deposit"
    DOCUMENT_RECLASSIFIED = (
        "document_reclassified",
        "Document reclassé au côté médical",
        "Document moved to the medical side",
    )
    REMOVALS_EXPORTED = "removals_exported", "Registre des retraits exporté", "Register of removals exported"
    DOCUMENT_OPENED = "document_opened", "Document ouvert", "Document opened"
    MEDICAL_PAPER_OPENED = "medical_paper_opened", "Papier médical ouvert", "Medical paper opened"
    ACCESS_GRANTED = "access_granted", "Droit accordé", "Right granted"
    ACCESS_CHANGED = "access_changed", "Droit modifié", "Right changed"
    ACCESS_REVOKED = "access_revoked", "Droit retiré", "Right revoked"
    END_LEFT = "end_left", "Fin d'un droit laissée venir", "End of a right let come"
    HINT_KEPT = "hint_kept", "Droit peu utilisé gardé", "Seldom used right kept"
    RIGHT_ASKED = "right_asked", "Droit demandé", "Right asked for"
    REQUEST_WITHDRAWN = "request_withdrawn", "Demande de droit retirée", "Request for a right withdrawn"
    REQUEST_GRANTED = "request_granted", "Demande de droit accordée", "Request for a right granted"
    REQUEST_REFUSED = "request_refused", "Demande de droit refusée", "Request for a right refused"
    REQUEST_EXPIRED = "request_expired", "Demande de droit sans réponse", "Request for a right unanswered"
    PERSON_ENROLLED = "person_enrolled", "Personne inscrite", "Person enrolled"
    INVITATION_SENT = "invitation_sent", "Invitation envoyée", "Invitation sent"
    EMAIL_GIVEN = "email_given", "Courriel donné par qui a reçu une lettre", "E-mail given by whoever received a letter"
    INVITATION_CANCELLED = "invitation_cancelled", "Invitation annulée", "Invitation cancelled"
    INVITATION_ACCEPTED = "invitation_accepted", "Invitation acceptée", "Invitation accepted"
    INVITATION_DECLINED = "invitation_declined", "Invitation refusée", "Invitation declined"
    INVITATION_EXPIRED = "invitation_expired", "Invitation expirée", "Invitation expired"
    INVITATION_STOPPED = "invitation_stopped", "Acceptation empêchée", "Acceptance prevented"
    PROFESSIONAL_PROPOSED = "professional_proposed", "Désignation proposée", "Designation proposed"
    PROFESSIONAL_DESIGNATED = "professional_designated", "Désignation en vigueur", "Designation in force"
    PROFESSIONAL_ACCEPTED = "professional_accepted", "Désignation acceptée", "Designation accepted"
    DESIGNATION_CONFIRMED = "designation_confirmed", "Désignation confirmée", "Designation confirmed"
    DESIGNATION_REJECTED = "designation_rejected", "Désignation refusée", "Designation refused"
    DESIGNATION_OBJECTED = "designation_objected", "Opposition à une désignation", "Objection to a designation"
    DESIGNATION_REOPENED = "designation_reopened", "Désignation à confirmer de nouveau", "Designation to confirm again"
    DESIGNATION_DISOWNED = "designation_disowned", "Désignation désavouée", "Designation disowned"
    DESIGNATION_ENDED = "designation_ended", "Désignation terminée", "Designation ended"
    PERSON_REMOVED = "person_removed", "Personne retirée", "Person removed"
    PERSON_LEAVES = "person_leaves", "Départ prévu", "Departure planned"
    ROLE_GIVEN = "role_given", "Rôle confié", "Role given"
    ROLE_LEFT = "role_left", "Rôle quitté", "Role left"
    ROLE_VACANT = "role_vacant", "Plus personne n'accorde les droits", "Nobody grants rights any more"
    ROLE_TAKEN_BACK = "role_taken_back", "Rôle repris", "Role taken back"
    GESTURES_TAKEN_BACK = "gestures_taken_back", "Gestes repris", "Gestures taken back"
    ABSENCE_RECORDED = "absence_recorded", "Absence inscrite", "Absence recorded"
    ABSENCE_NARROWED = "absence_narrowed", "Remplacement réduit", "Standing-in narrowed"
    ABSENCE_RESTORED = "absence_restored", "Remplacement rétabli", "Standing-in restored"
    ABSENCE_CANCELLED = "absence_cancelled", "Absence annulée", "Absence cancelled"
    PERSON_CHANGED = "person_changed", "Coordonnées modifiées", "Details changed"
    ACCESS_REVIEW_OPENED = "access_review_opened", "Vérification des droits commencée", "Check of rights begun"
    ACCESS_REVIEW_DECIDED = "access_review_decided", "Droits vérifiés", "Rights checked"
    ACCESS_REVIEW_ATTESTED = "access_review_attested", "Vérification des droits attestée", "Check of rights attested"
    MANDATE_PROPOSED = "mandate_proposed", "Mandat proposé à un cabinet", "Mandate proposed to a firm"
    MANDATE_ACCEPTED = "mandate_accepted", "Mandat accepté", "Mandate accepted"
    MANDATE_REFUSED = "mandate_refused", "Mandat refusé", "Mandate declined"
    MANDATE_CHANGED = "mandate_changed", "Fin d'un mandat changée", "End of a mandate changed"
    MANDATE_LEFT = "mandate_left", "Mandat que l'employeur laisse finir", "Mandate that the employer lets end"
    MANDATE_ENDED = "mandate_ended", "Mandat terminé par l'employeur", "Mandate ended by the employer"
    MANDATE_RESIGNED = "mandate_resigned", "Mandat terminé par le cabinet", "Mandate ended by the firm"
    REPRESENTATIVE_ASSIGNED = "representative_assigned", "Mandataire affecté", "Representative assigned"
    REPRESENTATIVE_UNASSIGNED = "representative_unassigned", "Mandataire retiré", "Representative unassigned"
    FIRM_MEMBER_ADDED = "firm_member_added", "Membre d'un cabinet inscrit", "Member of a firm added"
    FIRM_MEMBER_REMOVED = "firm_member_removed", "Membre d'un cabinet retiré", "Member of a firm removed"
    PERSONNEL_APPLIED = "personnel_applied", "Tableau du personnel appliqué", "Personnel table applied"
    PERSONNEL_UNDONE = "personnel_undone", "Tableau du personnel annulé", "Personnel table undone"
    RECIPIENT_SETTLED = "recipient_settled", "Destinataire de papier traité", "Paper recipient settled"
    PRIOR_NOTICE_RECORDED = "prior_notice_recorded", "Préavis consigné", "Prior notice recorded"
    COHORT_MADE = "cohort_made", "Cohorte constituée", "Cohort made"
    COHORT_CHANGED = "cohort_changed", "Cohorte changée", "Cohort changed"
    WITHDRAWAL_PROPOSED = "withdrawal_proposed", "Date de retrait proposée", "Withdrawal date proposed"
    WITHDRAWAL_REFUSED = "withdrawal_refused", "Proposition de retrait refusée", "Withdrawal proposal refused"
    WITHDRAWAL_TAKEN_BACK = "withdrawal_taken_back", "Proposition de retrait reprise", "Withdrawal proposal taken back"
    SIMULATION_ASKED = "simulation_asked", "Simulation demandée", "Simulation asked for"
    SIMULATION_STOPPED = "simulation_stopped", "Simulation arrêtée", "Simulation stopped"
    PRIOR_NOTICE_SENT = "prior_notice_sent", "Préavis envoyé", "Prior notice sent"
    PRIOR_NOTICE_REOPENED = "prior_notice_reopened", "Préavis rouvert", "Prior notice reopened"
    PAPER_RETURNED = "paper_returned", "Retour au papier approuvé", "Return to paper approved"
    PAPER_RETURNED_ALONE = "paper_returned_alone", "Retour au papier sans deuxième personne", "Return to paper by one"
    WITHDRAWAL_SET = "withdrawal_set", "Date de retrait fixée", "Withdrawal date set"
    WITHDRAWAL_CANCELLED = "withdrawal_cancelled", "Date de retrait annulée", "Withdrawal date cancelled"
    SIGNED_IN = "signed_in", "Connexion", "Sign-in"
    SIGN_IN_REFUSED = "sign_in_refused", "Connexion refusée", "Sign-in refused"
    REPETITIONS_COUNTED = "repetitions_counted", "Essais répétés d'une journée", "Repeated attempts of a day"
    BROWSER_KNOWN = "browser_known", "Navigateur reconnu par un lien", "Browser made known by a link"
    IDENTITY_PROPOSED = "identity_proposed", "Compte à confirmer", "Account to be confirmed"
    IDENTITY_TIED = "identity_tied", "Compte confirmé et relié", "Account confirmed and tied"
    IDENTITY_CONFIRMED = "identity_confirmed", "Identité confirmée de nouveau", "Identity confirmed again"
    SIGNED_OUT = "signed_out", "Déconnexion", "Sign-out"
    SESSION_REVOKED = "session_revoked", "Session fermée", "Session closed"
    EMPLOYER_CHOSEN = "employer_chosen", "Employeur choisi", "Employer chosen"
    CODE_ISSUED = "code_issued", "Code d'utilisateur remis", "User code issued"
    PASSWORD_RESET = "password_reset", "Mot de passe temporaire demandé", "Temporary password asked for"
    STAFF_REMOVED = "staff_removed", "Membre du personnel retiré", "Member of the staff removed"
    SESSIONS_CLOSED = "sessions_closed", "Sessions d'une autre personne fermées", "Somebody else's sessions closed"
    WAYS_IN_CLOSED = "ways_in_closed", "Moyens d'entrer d'une autre personne fermés", "Somebody else's ways in closed"
    STAFF_SESSIONS_CLOSED = (
        "staff_sessions_closed",
        "Sessions d'un membre du personnel fermées",
        "Sessions of a member of the staff closed",
    )
    CODE_UNLOCKED = "code_unlocked", "Code d'utilisateur débloqué", "User code unlocked"
    STAFF_NAMED = "staff_named", "Membre du personnel inscrit", "Member of the staff enrolled"
    PASSWORD_CHANGED = "password_changed", "Mot de passe changé", "Password changed"
    REQUEST_BEGUN = "request_begun", "Demande commencée", "Request begun"
    REQUEST_DISCARDED = "request_discarded", "Brouillon jeté", "Draft discarded"
    REQUEST_FILED = "request_filed", "Demande transmise", "Request filed"
    REQUEST_SENT = "request_sent", "Demande envoyée pour confirmation", "Request sent for confirmation"
    REQUEST_CONFIRMED = "request_confirmed", "Demande confirmée", "Request confirmed"
    REQUEST_STOPPED = "request_stopped", "Demande arrêtée", "Request stopped"
    REQUEST_TAKEN_BACK = "request_taken_back", "Demande reprise", "Request taken back"
    REQUEST_ACKNOWLEDGED = "request_acknowledged", "Demande reçue", "Request acknowledged"
    REQUEST_TAKEN_IN_HAND = "request_taken_in_hand", "Demande prise en charge", "Request taken in hand"
    REQUEST_QUESTIONED = "request_questioned", "Question sur une demande", "Question about a request"
    REQUEST_ANSWERED = "request_answered", "Réponse à une question", "Answer to a question"
    REQUEST_CLOSED = "request_closed", "Demande terminée", "Request closed"
    REQUEST_DECLINED = "request_declined", "Demande refusée", "Request refused"
    REQUEST_FILE_SET = "request_file_set", "Numéro de dossier d'une demande inscrit", "File number of a request entered"
    REQUEST_REROUTED = "request_rerouted", "Demande envoyée à un autre bureau", "Request sent to another office"
    COPY_HANDED_OVER = "copy_handed_over", "Copie d'une demande remise", "Copy of a request handed over"
    REQUEST_WORKER_TOLD = "request_worker_told", "Personne avisée d'une copie de son dossier", "Worker told of a copy"
    REQUEST_DOCUMENT = "request_document", "Document déposé en réponse à une demande", "Document answering a request"
    SECRETS_EXPORTED = "secrets_exported", "Numéros protégés exportés", "Protected numbers exported"
    PIECE_ATTACHED = "piece_attached", "Pièce jointe à une demande", "Attachment added to a request"
    PIECE_REMOVED = "piece_removed", "Pièce retirée d'une demande", "Attachment removed from a request"
    PIECE_OPENED = "piece_opened", "Pièce d'une demande ouverte", "Attachment of a request opened"
    MEDICAL_PIECE_OPENED = (
        "medical_piece_opened",
        "Pièce médicale d'une demande ouverte",
        "Medical attachment of a request opened",
    )
    PIECE_MOVED = (
        "piece_moved",
        "Pièce d'une demande déplacée du côté médical",
        "Attachment of a request moved to the medical side",
    )
    EMAIL_SENT = "email_sent", "Courriel envoyé", "E-mail sent"
    EMAIL_FAILED = "email_failed", "Courriel refusé", "E-mail refused"
    LETTER_WRITTEN = "letter_written", "Lettre versée au lot", "Letter written"
    LETTER_OPENED = "letter_opened", "Lettre ouverte", "Letter opened"
    BATCH_HANDED_OVER = "batch_handed_over", "Lot remis au transporteur", "Batch handed over to the carrier"
    LETTER_RETURNED = "letter_returned", "Lettre revenue", "Letter returned"
    ALERT_SETTLED = "alert_settled", "Alerte classée", "Alert settled"
    ALARM_RAISED = "alarm_raised", "Alarme ouverte", "Alarm raised"
    ALARM_SETTLED = "alarm_settled", "Alarme réglée d'elle-même", "Alarm settled by itself"
    ALARM_SET_ASIDE = "alarm_set_aside", "Alarme mise de côté", "Alarm set aside"
    ALARM_RETRIED = "alarm_retried", "Nouvel essai après une alarme", "New attempt after an alarm"
    JOURNAL_EXPORTED = "journal_exported", "Journal exporté", "Journal exported"
    LIST_EXPORTED = "list_exported", "Liste exportée", "List exported"
    JOURNAL_ACCEPTED = "journal_accepted", "Altération du journal constatée", "Alteration of the journal noted"
    MESSAGE_WRITTEN = "message_written", "Message écrit", "Message written"
    MESSAGE_SEALED = "message_sealed", "Message scellé", "Message sealed"
    MESSAGE_PIECE_OPENED = "message_piece_opened", "Pièce d'un message ouverte", "Attachment of a message opened"
    MOVED_PIECE_OPENED = (
        "moved_piece_opened",
        "Pièce médicale d'un message ouverte",
        "Medical attachment of a message opened",
    )
    MESSAGE_PIECE_MOVED = (
        "message_piece_moved",
        "Pièce d'un message déplacée du côté médical",
        "Attachment of a message moved to the medical side",
    )
    THREAD_TAKEN = "thread_taken", "Fil de messages pris en charge", "Thread of messages taken on"
    THREAD_LEFT = "thread_left", "Fil de messages laissé", "Thread of messages left"
    THREAD_REROUTED = "thread_rerouted", "Fil de messages confié à un autre bureau", "Thread passed to another office"
    THREAD_CLOSED = "thread_closed", "Fil de messages fermé", "Thread of messages closed"
    CLOCK_MOVED = "clock_moved", "Horloge déplacée", "Clock moved"


class ExportedList(Labelled):
    """A list that is taken out as a table; the value is the name of its file."""

    FILES = "dossiers", "Dossiers", "Files"
    REQUESTS = "demandes-d-acces", "Demandes d'accès", "Access requests"
    INVITATIONS = "invitations", "Invitations", "Invitations"
    RIGHTS = "droits-d-acces", "Droits d'accès", "Access rights"
    EXCEPTIONS = "exceptions", "Exceptions", "Exceptions"
    SIMULATION = "simulation-du-retrait", "Simulation du retrait", "Simulation of the withdrawal"


class SealedRow(Labelled):
    """A row that the proof of a notice rests on, by the name of its table."""

    DOCUMENT = "documents", "Document", "Document"
    NOTICE = "notices", "Avis", "Notice"
    DISPATCH = "dispatches", "Envoi", "Sending"
    EMAIL = "outgoing_emails", "Courriel", "E-mail"
    LETTER = "letters", "Lettre", "Letter"
    OPENING = "document_openings", "Ouverture", "Opening"
