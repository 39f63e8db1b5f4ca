"""The designation of a health professional: where it stands."""

from app.vocabulary.labels import Labelled


class DesignationState(Labelled):
    """Where a designation stands. Only one that the Commission confirmed lets anybody read."""

    PROPOSED = "proposed", "En attente de son acceptation", "Awaiting acceptance"
    ACCEPTED = "accepted", "Acceptée, à confirmer par la Commission", "Accepted, to be confirmed by the Commission"
    CONFIRMED = "confirmed", "Confirmée par la Commission", "Confirmed by the Commission"
    REFUSED = "refused", "Refusée par la personne", "Declined by the person"
    REJECTED = "rejected", "Refusée par la Commission", "Refused by the Commission"
    ENDED = "ended", "Terminée", "Ended"


#: A designation that awaits an answer or stands: nobody is designated twice meanwhile.
LIVING_DESIGNATIONS = frozenset({DesignationState.PROPOSED, DesignationState.ACCEPTED, DesignationState.CONFIRMED})


class DesignationMoment(Labelled):
    """What happened to a designation, as those who must know of it are told."""

    NAMED = "named", "Désignation faite", "Designation made"
    ACCEPTED = "accepted", "Désignation acceptée", "Designation accepted"
    CONFIRMED = "confirmed", "Désignation confirmée", "Designation confirmed"
    REJECTED = "rejected", "Désignation refusée par la Commission", "Designation refused by the Commission"
    REOPENED = "reopened", "Désignation à confirmer de nouveau", "Designation to confirm again"
    DISOWNED = (
        "disowned",
        "Désignation que la personne dit ne pas être la sienne",
        "Designation that the person disowns",
    )


class DesignationProblem(Labelled):
    """Why the Commission's agent cannot confirm a designation: each label is the sentence that is read."""

    SAME_PERSON = (
        "same_person",
        "Votre compte, votre nom ou votre courriel vous lie à cette désignation : une autre personne doit la vérifier.",
        "Your account, your name or your e-mail links you to this designation: somebody else must check it.",
    )
    OF_THE_EMPLOYER = (
        "of_the_employer",
        "Le courriel ou la personne est de cet employeur : cette désignation ne peut pas être confirmée.",
        "The e-mail or the person is of this employer: this designation cannot be confirmed.",
    )
    ADDRESS_OF_EMPLOYER = (
        "address_of_employer",
        "L'employeur reçoit son courrier à l'adresse de cette personne : cette désignation ne peut pas être confirmée.",
        "The employer receives its mail at this person's address: this designation cannot be confirmed.",
    )
    CHANGED = (
        "changed",
        "Cette désignation a changé depuis que vous l'avez ouverte. Lisez-la de nouveau avant de la confirmer.",
        "This designation has changed since you opened it. Read it again before you confirm it.",
    )
    NOT_WAITING = (
        "not_waiting",
        "Cette désignation n'attend plus la Commission.",
        "This designation no longer awaits the Commission.",
    )


class DesignationReader(Labelled):
    """Who is told of a designation."""

    GRANTER = "granter", "Accorde les droits", "Grants rights"
    PROFESSIONAL_BEFORE = "professional_before", "Désigné ou désignée avant", "Designated before"
    DESIGNATED = "designated", "Personne désignée", "Designated person"


class DesignationWarning(Labelled):
    """What may make an agent doubt a designation: each label is the sentence that is read."""

    OBJECTED = (
        "objected",
        "Une personne qui en a été avisée s'y oppose.",
        "Somebody who was told of it objects.",
    )
    MAILBOX = (
        "mailbox",
        "Le courriel est, ou a été depuis un an, celui d'une personne de l'employeur.",
        "The e-mail is, or was within a year, that of a person of the employer.",
    )
    DOMAIN = (
        "domain",
        "Le courriel a le même domaine que celui de personnes de l'employeur.",
        "The e-mail has the same domain as that of people of the employer.",
    )
    ADDRESS = (
        "address",
        "L'employeur reçoit son courrier à la même adresse postale.",
        "The employer receives its mail at the same postal address.",
    )
    NO_ADDRESS = (
        "no_address",
        "Aucune adresse postale : aucune lettre n'est partie au lieu de travail.",
        "No postal address: no letter went to the place of work.",
    )
    LETTER = (
        "letter",
        "La dernière lettre à son lieu de travail n'a pas pu être imprimée.",
        "The latest letter to the place of work could not be printed.",
    )
    NAME = (
        "name",
        "Une personne de l'employeur porte le même nom.",
        "A person of the employer bears the same name.",
    )
    NUMBER = (
        "number",
        "Un employeur a désigné le même numéro de membre sous un autre nom.",
        "An employer designated the same membership number under another name.",
    )
    REFUSED_BEFORE = (
        "refused_before",
        "Une désignation de ce numéro de membre ou de ce courriel a déjà été refusée.",
        "A designation of this membership number or of this e-mail was refused before.",
    )
