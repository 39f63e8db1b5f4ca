"""What keeps somebody from standing in: each label is the sentence that is read."""

from app.vocabulary.labels import Labelled


class AbsenceProblem(Labelled):
    """Why the portal declines an absence."""

    SAME_PERSON = (
        "same_person",
        "Une personne ne se remplace pas elle-même : choisissez quelqu'un d'autre.",
        "A person does not stand in for themselves: choose somebody else.",
    )
    NOT_A_MEMBER = (
        "not_a_member",
        "La personne remplaçante doit avoir un rôle à elle dans cet espace, sans être désignée comme professionnelle.",
        "The stand-in must have a role of their own in this space. The designated health professional cannot be one.",
    )
    NOTHING_HELD = (
        "nothing_held",
        "La personne absente n'a aucun droit ces jours-là : il n'y a rien à reprendre.",
        "The person who is away has no right on those days: there is nothing to take over.",
    )
    PAST = "past", "Le premier jour ne peut pas être passé.", "The first day cannot be in the past."
    ENDS_FIRST = (
        "ends_first",
        "Le dernier jour vient avant le premier.",
        "The last day comes before the first.",
    )
    TOO_LONG = (
        "too_long",
        "Une absence dure au plus un an : pour plus longtemps, accordez des droits ou nommez quelqu'un.",
        "An absence lasts a year at most: for longer, grant rights or name somebody.",
    )
    OVERLAPS = (
        "overlaps",
        "Cette personne est déjà remplacée certains de ces jours. Annulez d'abord l'autre absence.",
        "Somebody already stands in for this person on some of those days. Cancel the other absence first.",
    )
    STAND_IN_AWAY = (
        "stand_in_away",
        "La personne remplaçante est elle-même absente certains de ces jours.",
        "The stand-in is away themselves on some of those days.",
    )
    STANDS_IN = (
        "stands_in",
        "Cette personne en remplace une autre certains de ces jours : annulez d'abord cette autre absence.",
        "This person stands in for somebody on some of those days: cancel that other absence first.",
    )
    OVER = "over", "Cette absence est déjà finie ou annulée.", "This absence is already over or cancelled."
