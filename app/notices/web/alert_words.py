"""What an alert asks of the staff: the next step, as a sentence."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString

from app.vocabulary.notices import AlertCode

NEXT_STEPS: dict[AlertCode, LazyString] = {
    AlertCode.NO_HEALTH_PROFESSIONAL: lazy(
        "Demandez à l'employeur de désigner une professionnelle ou un professionnel de la santé : "
        "le papier partira de lui-même dès que la Commission aura confirmé la désignation, ou qu'elle sera au registre."
    ),
    AlertCode.PRIOR_NOTICE_MISSING: lazy(
        "Consignez le préavis donné avant le jour du retrait, ou reportez ce jour après un préavis : "
        "d'ici là, cet employeur reste à la poste."
    ),
    AlertCode.NO_READER: lazy(
        "Appelez l'employeur : personne chez lui ne peut lire à l'écran. L'avis est parti par la poste."
    ),
    AlertCode.NO_USABLE_ADDRESS: lazy(
        "Obtenez une adresse complète et faites-la inscrire au registre : la lettre partira d'elle-même."
    ),
    AlertCode.RECIPIENT_WITHOUT_ADDRESS: lazy(
        "Obtenez l'adresse de cette personne : les autres ont reçu leur lettre, pas elle."
    ),
    AlertCode.READER_WITHOUT_EMAIL: lazy(
        "Obtenez une adresse de courriel pour cette personne : elle peut lire à l'écran, "
        "mais rien ne le lui dit. L'avis partira de lui-même."
    ),
    AlertCode.EMAIL_REFUSED: lazy(
        "Faites corriger l'adresse de courriel : le serveur l'a refusée. Le document reste lisible à l'écran."
    ),
    AlertCode.EMAIL_NOT_SENT: lazy(
        "Voyez si cette personne doit être jointe autrement : son courriel n'a jamais pu partir. "
        "Le document reste lisible à l'écran."
    ),
    AlertCode.LETTER_NOT_WRITTEN: lazy(
        "Joignez le destinataire autrement, ou faites corriger son adresse : la lettre n'existe pas."
    ),
    AlertCode.ADDRESS_NOT_PRINTABLE: lazy(
        "Faites raccourcir ou corriger l'adresse : elle ne tient pas dans la fenêtre de l'enveloppe. "
        "La lettre partira d'elle-même."
    ),
    AlertCode.LETTER_RETURNED: lazy(
        "Obtenez une autre adresse et faites-la inscrire au registre, ou au dossier de la personne : une autre lettre "
        "partira d'elle-même. À la même adresse, rien ne repart."
    ),
}


#: What to do where the employer has done its part.
AWAITING = lazy(
    "Une désignation de cet employeur attend la Commission : vérifiez-la au tableau de l'ordre (« Désignations »), et "
    "le papier partira de lui-même."
)


def next_step(code: AlertCode, *, awaits: bool = False) -> LazyString:
    """What to do about an alert; `awaits`: a designation of the employer awaits the Commission."""
    return AWAITING if awaits and code is AlertCode.NO_HEALTH_PROFESSIONAL else NEXT_STEPS[code]
