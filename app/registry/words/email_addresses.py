"""Why an e-mail address stays as it is."""

from app.vocabulary.labels import Labelled


class AddressProblem(Labelled):
    """What stands in the way, in a sentence that says who can help."""

    SAME = "same", "C'est déjà l'adresse inscrite.", "This is the address on record already."
    TAKEN = (
        "taken",
        "Une autre personne que votre employeur connaît a cette adresse. Chaque personne a la sienne.",
        "Another person whom your employer knows has this address. Each person has their own.",
    )
    TOO_OFTEN = (
        "too_often",
        "Vous l'avez demandé plusieurs fois. Attendez quelques minutes, et vérifiez vos courriels indésirables.",
        "You have asked several times. Wait a few minutes, and check your unwanted e-mail.",
    )
    YOUR_OWN = (
        "your_own",
        "Votre propre adresse se change à la page « Mon compte ».",
        "Your own address is changed on the page “My account”.",
    )
    PROFESSIONAL = (
        "professional",
        (
            "Cette personne est ou a été désignée comme professionnelle ou professionnel de la santé. Elle seule peut "
            "changer son adresse, à la page « Mon compte »."
        ),
        (
            "This person is or was designated as a health professional. Only they can change their address, on the "
            "page “My account”."
        ),
    )
    OF_THE_EMPLOYER = (
        "of_the_employer",
        "Cette adresse est d'une personne d'un employeur qui vous désigne : la vôtre doit être à vous seule.",
        "This address is that of a person of an employer that designates you: yours must be yours alone.",
    )
    STANDS_IN = (
        "stands_in",
        (
            "Vous remplacez quelqu'un : vous ne pouvez pas changer l'adresse d'une personne qui accorde les droits. "
            "Elle le peut à la page « Mon compte »."
        ),
        (
            "You are standing in for somebody: you cannot change the address of a person who grants rights. "
            "They can, on the page “My account”."
        ),
    )
    ELSEWHERE_TOO = (
        "elsewhere_too",
        (
            "Cette adresse ne sert pas seulement chez votre employeur, ou n'y sert plus. Seule cette personne peut la "
            "changer, à la page « Mon compte »."
        ),
        (
            "This address does not serve at your employer alone, or serves there no more. Only this person "
            "can change it, "
            "on the page “My account”."
        ),
    )
