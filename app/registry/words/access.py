"""What keeps a right from being given, changed or taken back: each label is the sentence that is read."""

from app.vocabulary.labels import Labelled


class AccessProblem(Labelled):
    """Why the portal declines, beside what the rules of granting refuse."""

    NO_SERVICE = "no_service", "Choisissez au moins un service.", "Choose at least one service."
    ENDS_TOO_SOON = (
        "ends_too_soon",
        "Le dernier jour du droit ne peut pas être passé.",
        "The last day of the right cannot be in the past.",
    )
    ENDS_TOO_LATE = (
        "ends_too_late",
        "Le dernier jour du droit est trop éloigné.",
        "The last day of the right is too far away.",
    )
    LEAVES = (
        "leaves",
        "Cette personne part avant ce jour : aucun droit ne va plus loin que son départ. Déplacez d'abord son départ.",
        "This person leaves before that day: no right goes beyond their departure. Move the departure first.",
    )
    LEFT = (
        "left",
        "Cette personne n'a plus de rôle dans cet espace : accordez-lui un accès à part, elle y entrera de nouveau.",
        "This person no longer has a role in this space: grant them access on their own, and they will be in it again.",
    )
    CHANGED_MEANWHILE = (
        "changed_meanwhile",
        "Ces droits ont changé pendant que votre page était ouverte : voici ce qui en est. Rien n'est fait.",
        "These rights changed while your page was open: here is how they stand. Nothing has been done.",
    )
    HEALTH_PROFESSIONAL = (
        "health_professional",
        "La professionnelle ou le professionnel de la santé désigné ne reçoit aucun droit d'accès à ces services.",
        "The designated health professional receives no right of access to these services.",
    )
    AUTOMATIC = (
        "automatic",
        "Cette personne a déjà un accès automatique à tous les services : il n'y a rien à lui accorder.",
        "This person already has automatic access to every service: there is nothing to grant.",
    )
    OWN_REQUEST = (
        "own_request",
        "Personne ne répond à sa propre demande, ni ne la fait accorder par qui la remplace.",
        "Nobody answers their own request, nor has it granted by whoever stands in for them.",
    )
    ASKER_LEFT = (
        "asker_left",
        "Cette personne n'a plus de rôle dans cet espace : on ne peut que refuser sa demande.",
        "This person no longer has a role in this space: their request can only be refused.",
    )
    RIGHT_ENDED = (
        "right_ended",
        "Ce droit n'est plus en vigueur : il n'y a pas d'échéance à changer.",
        "This right is no longer in force: there is no end to change.",
    )
    BEGINS_LATER = (
        "begins_later",
        "Ce droit commence plus tard : attendez ce jour pour changer son échéance, ou retirez-le.",
        "This right begins later: wait until that day to change its end, or take it back.",
    )
    OWN_RIGHT = (
        "own_right",
        "Personne ne change l'échéance de ses propres droits. Une autre personne qui accorde les droits peut le faire.",
        "Nobody changes the end of their own rights. Another person who grants rights can do it.",
    )
    BY_ABSENCE = (
        "by_absence",
        "Cette personne a ce droit en remplaçant quelqu'un : il finit avec l'absence.",
        "This person has this right by standing in for somebody: it ends with the absence.",
    )
    EMAIL_KNOWN = (
        "email_known",
        "Cette adresse de courriel est déjà celle d'une personne de votre employeur.",
        "This e-mail address is already that of a person of your employer.",
    )
    ALREADY_INVITED = (
        "already_invited",
        "Une invitation attend déjà la réponse de cette adresse : renvoyez-la, ou annulez-la.",
        "An invitation already awaits an answer from this address: send it again, or cancel it.",
    )
    SENT_TOO_OFTEN = (
        "sent_too_often",
        "Cette adresse a déjà reçu aujourd'hui tous les envois permis. Renvoyez l'invitation demain.",
        "This address has already received all the messages allowed today. Send the invitation again tomorrow.",
    )
    NOTHING_TO_RESEND = (
        "nothing_to_resend",
        "Cette invitation a déjà sa réponse : il n'y a rien à renvoyer.",
        "This invitation already has its answer: there is nothing to send again.",
    )
    REPRESENTATIVE = (
        "representative",
        (
            "Cette personne représente votre employeur pour un cabinet : ses droits sont ceux du mandat, "
            "rien d'autre ne "
            "peut lui être accordé."
        ),
        (
            "This person represents your employer for a firm: their rights are those of the mandate, "
            "nothing else can be "
            "granted to them."
        ),
    )
    MANDATE_HELD = (
        "mandate_held",
        "Ce cabinet a déjà un mandat de votre employeur dans cet espace : changez sa fin, ou terminez-le d'abord.",
        "This firm already has a mandate of your employer in this space: change its end, or end it first.",
    )
    MANDATE_OVER = (
        "mandate_over",
        "Ce mandat n'est pas en vigueur : il n'y a rien à y changer.",
        "This mandate is not in force: there is nothing to change in it.",
    )
    FIRM_UNKNOWN = (
        "firm_unknown",
        "Personne n'administre encore ce cabinet ici : indiquez qui l'administrera.",
        "Nobody administers this firm here yet: say who will.",
    )
    NOT_OF_THE_FIRM = (
        "not_of_the_firm",
        "Cette personne ne fait pas partie du cabinet.",
        "This person is not of the firm.",
    )
    OUTSIDE_MANDATE = (
        "outside_mandate",
        "Le mandat ne comprend pas tous ces services.",
        "The mandate does not include all of these services.",
    )
    LAST_ADMINISTRATOR = (
        "last_administrator",
        "Cette personne est la dernière à administrer le cabinet : invitez d'abord quelqu'un d'autre à l'administrer.",
        "This person is the last to administer the firm: first invite somebody else to administer it.",
    )
    OWN_PROFESSIONAL = (
        "own_professional",
        "Cette adresse est celle d'une personne qui a un rôle chez votre employeur : elle ne peut pas être désignée.",
        "This address is that of a person with a role at your employer: they cannot be designated.",
    )
    ALREADY_DESIGNATED = (
        "already_designated",
        "Cette personne est déjà désignée par votre employeur.",
        "This person is already designated by your employer.",
    )
    ADDRESS_NEEDED = (
        "address_needed",
        "Indiquez l'adresse postale du lieu de travail de cette personne : une lettre y part toujours.",
        "Give the postal address of this person's place of work: a letter always goes there.",
    )
    MAILBOX_OF_EMPLOYER = (
        "mailbox_of_employer",
        (
            "Cette adresse sert, ou a servi depuis un an, à une personne de votre employeur ou d'un cabinet qui le "
            "représente, ou y est invitée : la personne désignée doit avoir la sienne."
        ),
        (
            "This address serves, or served within a year, a person of your employer or of a firm that represents it, "
            "or is invited there: the designated person must have their own."
        ),
    )
    ADDRESS_NOT_PRINTABLE = (
        "address_not_printable",
        "Cette adresse ne peut pas être imprimée sur une enveloppe : vérifiez le code postal et les signes.",
        "This address cannot be printed on an envelope: check the postal code and the characters.",
    )
    ADDRESS_OF_EMPLOYER = (
        "address_of_employer",
        (
            "Votre employeur reçoit son courrier à cette adresse : une lettre personnelle y serait ouverte par "
            "d'autres. Donnez une autre adresse, par exemple celle que montre le tableau de l'ordre."
        ),
        (
            "Your employer receives its mail at this address: others would open a personal letter there. "
            "Give another postal address, such as the one that the order's roll shows."
        ),
    )
    LAST_GRANTER = (
        "last_granter",
        "Cette personne est la dernière à accorder les droits dans cet espace. On peut la remplacer, pas la retirer.",
        "This person is the last to grant rights in this space. They can be replaced, not removed.",
    )
    NO_SUCCESSOR = (
        "no_successor",
        "Cette personne ne peut pas prendre la suite : choisissez quelqu'un qui a un rôle dans cet espace.",
        "This person cannot take over: choose somebody who has a role in this space.",
    )
    STANDS_IN = (
        "stands_in",
        (
            "Vous remplacez quelqu'un : vous ne pouvez ni nommer ni retirer une personne qui accorde les droits, ni "
            "reprendre ses gestes. Une personne qui les accorde en son nom le peut."
        ),
        (
            "You are standing in for somebody: you can neither name nor remove a person who grants rights, nor take "
            "back what they did. Somebody who grants in their own name can."
        ),
    )
    NOT_A_MEMBER = (
        "not_a_member",
        "Cette personne n'a pas de rôle à elle dans cet espace : elle ne peut pas y accorder les droits.",
        "This person has no role of their own in this space: they cannot grant rights there.",
    )
    ALREADY_GRANTS = (
        "already_grants",
        "Cette personne accorde déjà les droits dans cet espace.",
        "This person already grants rights in this space.",
    )
