"""Firms that represent employers, and the mandates that employers give them."""

from app.vocabulary.labels import Labelled


class FirmKind(Labelled):
    """What a firm is to the employers that it represents (domain reference, section 2)."""

    ACCOUNTANT = "accountant", "Cabinet comptable", "Accounting firm"
    CONSULTANT = "consultant", "Cabinet-conseil", "Consulting firm"
    MUTUAL = "mutual", "Mutuelle de prévention", "Prevention mutual"
    OTHER = "other", "Autre représentant", "Other representative"


class FirmRole(Labelled):
    """What a person is in a firm."""

    ADMINISTRATOR = "administrator", "Administratrice ou administrateur du cabinet", "Firm administrator"
    STAFF = "staff", "Membre du cabinet", "Member of the firm"


class MandateChange(Labelled):
    """What has just happened to a mandate, as those who were not there are told."""

    ACCEPTED = "accepted", "Le mandat est accepté", "The mandate is accepted"
    REFUSED = "refused", "Le mandat est refusé", "The mandate is declined"
    ASSIGNED = "assigned", "Le cabinet a affecté une personne", "The firm assigned a person"
    EXTENDED = "extended", "La fin du mandat est changée", "The end of the mandate is changed"
    ENDED = "ended", "L'employeur a terminé le mandat", "The employer ended the mandate"
    RESIGNED = "resigned", "Le cabinet a terminé le mandat", "The firm ended the mandate"


class MandateState(Labelled):
    """Where a mandate stands. Only an accepted one lets anybody in, and only those whom the firm assigned."""

    PROPOSED = "proposed", "En attente du cabinet", "Awaiting the firm"
    ACCEPTED = "accepted", "Accepté", "Accepted"
    REFUSED = "refused", "Refusé par le cabinet", "Declined by the firm"
    ENDED = "ended", "Terminé par l'employeur", "Ended by the employer"
    RESIGNED = "resigned", "Terminé par le cabinet", "Ended by the firm"
