"""The journeys that first-time visitors played in November 2026, by the shortest way that a page shows.

Each begins on the first page of whoever plays it, signed in. What each took then stands beside it: clicks and fields.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from app import clock
from tests.browser.counting import Hand
from tests.factories.deposits import pdf_of


class Journey(NamedTuple):
    """Who does what, in how many clicks and fields at most, and how."""

    who: str
    what: str
    clicks: int
    fields: int
    play: Callable[[Hand], None]


def asks(hand: Hand) -> None:
    """David asks for the right to follow the files, from the service that is closed to him."""
    hand.link("Dossiers")
    hand.link("Demander ce droit d'accès")
    hand.fill("Pourquoi en avez-vous besoin", "Relève de congé")
    hand.button("Envoyer la demande")
    hand.sees("demande")


def answers(hand: Hand) -> None:
    """Amélie answers it."""
    hand.link("Droits d'accès")
    hand.link("Répondre")
    hand.tick("Accorder, jusqu'au")
    hand.tick("Je confirme")
    hand.button("Répondre")
    hand.sees("est accordé")


def invites(hand: Hand) -> None:
    """Amélie grants to somebody whom nobody knows yet."""
    hand.link("Inviter une personne")
    hand.fill("Prénom", "Océane")
    hand.fill("Nom de famille", "Roy")
    hand.fill("Courriel professionnel", "oceane.roy@courriel.example")
    hand.button("Continuer")
    hand.button("Continuer")
    hand.tick("Suivi des dossiers")
    hand.button("Continuer")
    hand.tick("Je confirme")
    hand.button("Envoyer l'invitation")
    hand.sees("Une invitation part par courriel pour Océane Roy")


def grants_to_three(hand: Hand) -> None:
    """Amélie gives the same right to three people."""
    hand.link("Droits d'accès")
    hand.link("Accorder un accès")
    hand.link("Accorder le même accès à plusieurs personnes")
    for name in ("Farid Haddad", "Solange Morin", "Inès Roy"):
        hand.tick(name)
    hand.button("Continuer")
    hand.button("Continuer")
    hand.tick("Messagerie")
    hand.button("Continuer")
    hand.tick("Je confirme")
    hand.button("Accorder l'accès à 3 personnes")
    hand.sees("L'accès est accordé à 3 personnes")


def says_goodbye(hand: Hand) -> None:
    """Chloé has left: Amélie removes her, and Bruno takes over."""
    hand.link("Droits d'accès")
    hand.link("Chloé Nadeau")
    hand.link("Cette personne est partie")
    hand.choose("Qui prend la suite?", "Bruno Gagnon")
    hand.tick("Je confirme")
    hand.button("Retirer la personne")
    hand.sees("Chloé Nadeau")


def reviews(hand: Hand) -> None:
    """The yearly check: one right ends, all the others are kept."""
    hand.link("Droits d'accès")
    hand.link("Vérification annuelle")
    hand.button("Vérifier tous les droits")
    hand.button("Mettre fin")
    hand.button("Garder tout ce qui reste")
    hand.link("Passer à l'attestation")
    hand.tick("J'atteste")
    hand.button("Attester")
    hand.sees("attestée")


def reads(hand: Hand) -> None:
    """Bruno finds a file by a name without its accents, reads a document and takes it away."""
    hand.link("Dossiers")
    hand.fill_in("#cherche", "desrosiers")
    hand.enter()
    hand.link("Desrosiers")
    hand.link("Accusé de réception")
    hand.takes("Télécharger le PDF")


def enrols(hand: Hand) -> None:
    """Maude's colleague invites somebody who receives paper."""
    hand.link("Personnes qui reçoivent du papier")
    hand.link("Inviter :")
    hand.fill("Courriel professionnel", "papier@courriel.example")
    hand.button("Continuer")
    hand.button("Continuer")
    hand.button("Continuer")
    hand.tick("Je confirme")
    hand.button("Envoyer l'invitation")
    hand.sees("Une invitation part par courriel")


def deposits(hand: Hand) -> None:
    """Carole deposits a document in a file whose number she holds."""
    hand.link("Déposer un document")
    hand.fill("Numéro de dossier", hand.known["file"])
    hand.button("Continuer")
    paper = {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": pdf_of("lettre")}
    hand.page.set_input_files("input[type=file]", paper)
    hand.tick("Administratif")
    hand.fill("Titre", "Lettre")
    issued_on = clock.day_of(clock.ticking()) - timedelta(days=10)
    for part, value in (("Jour", issued_on.day), ("Mois", issued_on.month), ("Année", issued_on.year)):
        hand.fill(part, str(value))
    hand.button("Voir ce qui va se passer")
    hand.button("Déposer")
    hand.sees("déposé")


def finds_an_employer(hand: Hand) -> None:
    """Denis finds an employer by the middle of its name."""
    hand.fill_in("#search-q", "moulin")
    hand.enter()
    hand.link("Boulangerie du Vieux-Moulin")
    hand.sees("Boulangerie du Vieux-Moulin")


def prints_the_batch(hand: Hand) -> None:
    """Carole opens the letters of the day."""
    hand.link("Avis et lettres")
    hand.link("Lots de lettres")
    hand.link(f" {clock.day_of(clock.ticking()).year}")
    hand.sees("Lot du")


def asks_why(hand: Hand) -> None:
    """Élise finds somebody in the journal by name, then why they could read on a day."""
    hand.link("Ouvrir le journal")
    hand.fill("Nom, identifiant ou courriel de la personne", "Bruno Gagnon")
    hand.enter()
    hand.link("Pourquoi à cette date?")
    hand.sees("Bruno Gagnon")


def chooses(hand: Hand) -> None:
    """Solange acts for two employers, and sees what waits at each before she chooses."""
    hand.sees("non lu")
    hand.tick("Imprimerie Point-Virgule")
    hand.button("Continuer")
    hand.sees("Vous agissez pour : Imprimerie Point-Virgule")


def reads_medical(hand: Hand) -> None:
    """Hélène opens a medical paper."""
    hand.link("Rapport")
    hand.sees("Rapport")


def writes(hand: Hand) -> None:
    """Valérie, who has CNESST codes, writes to the Commission."""
    hand.link("Écrire à la Commission")
    hand.sees("Votre message")


JOURNEYS = (
    Journey("user without a right", "asks for a right", 3, 1, asks),
    Journey("rse", "answers a request", 5, 0, answers),
    Journey("rse", "grants to a new person", 7, 3, invites),
    Journey("rse", "grants the same right to three people", 12, 0, grants_to_three),
    Journey("rse", "removes somebody, with a successor", 6, 1, says_goodbye),
    Journey("rse", "yearly check: one right ends, the rest is kept", 8, 0, reviews),
    Journey("user", "finds by name, reads, downloads", 5, 1, reads),
    Journey("respondent", "enrols a paper recipient", 7, 1, enrols),
    Journey("administrator", "finds an employer by part of its name", 2, 1, finds_an_employer),
    Journey("agent", "deposits a document", 12, 7, deposits),
    Journey("agent", "opens the day's batch of letters", 3, 0, prints_the_batch),
    Journey("auditor", "asks the journal why somebody could read", 10, 4, asks_why),
    Journey("representative", "chooses between two employers", 2, 1, chooses),
    Journey("health professional", "reads a medical paper", 1, 0, reads_medical),
    Journey("user with CNESST codes", "writes to the Commission", 1, 0, writes),
)
