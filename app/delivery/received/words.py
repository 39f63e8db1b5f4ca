"""Why an incoming PDF or piece is refused, what a scanner says of it, and why an address cannot be printed."""

from app.vocabulary.labels import Labelled


class PdfRefusal(Labelled):
    """A reason to refuse an incoming PDF."""

    NOT_A_PDF = "not_a_pdf", "Ce fichier n'est pas un PDF.", "This file is not a PDF."
    SOMETHING_BEFORE = (
        "something_before",
        "Autre chose précède le PDF dans ce fichier.",
        "Something else stands before the PDF in this file.",
    )
    SOMETHING_AFTER = (
        "something_after",
        "Autre chose suit la fin du PDF dans ce fichier.",
        "Something else follows the end of the PDF in this file.",
    )
    UNREADABLE = (
        "unreadable",
        "Ce PDF est endommagé : il ne s'ouvre pas sans réparation.",
        "This PDF is damaged: it does not open without repair.",
    )
    ENCRYPTED = "encrypted", "Ce PDF est chiffré ou protégé.", "This PDF is encrypted or protected."
    TOO_LARGE = "too_large", "Ce PDF est trop volumineux.", "This PDF is too large."
    NO_PAGE = "no_page", "Ce PDF ne contient aucune page.", "This PDF has no page."
    TOO_MANY_PAGES = "too_many_pages", "Ce PDF compte trop de pages.", "This PDF has too many pages."
    PAGES_CONTRADICT = (
        "pages_contradict",
        "Ce PDF n'annonce pas le nombre de pages qu'il contient.",
        "This PDF does not announce as many pages as it has.",
    )
    PAGE_TOO_LARGE = (
        "page_too_large",
        "Ce PDF contient une page démesurée : plus de 200 pouces de côté.",
        "This PDF has an enormous page: a side of more than 200 inches.",
    )
    PICTURE_TOO_LARGE = (
        "picture_too_large",
        "Ce PDF contient une image démesurée : plus de 150 millions de points.",
        "This PDF contains an enormous picture: more than 150 million dots.",
    )
    NOT_CHECKED = (
        "not_checked",
        "Ce PDF n'a pas pu être vérifié pour l'instant. Essayez de nouveau plus tard.",
        "This PDF could not be checked for now. Try again later.",
    )
    TOO_COMPLEX = (
        "too_complex",
        "Ce PDF est trop complexe ou démesurément compressé pour être vérifié.",
        "This PDF is too complex, or too heavily compressed, to be checked.",
    )
    JAVASCRIPT = "javascript", "Ce PDF contient du JavaScript.", "This PDF contains JavaScript."
    AUTOMATIC_ACTION = (
        "automatic_action",
        "Ce PDF déclenche une action de lui-même.",
        "This PDF starts an action by itself.",
    )
    LAUNCH_ACTION = "launch_action", "Ce PDF peut lancer un programme.", "This PDF may launch a program."
    EMBEDDED_FILE = "embedded_file", "Ce PDF contient un fichier joint.", "This PDF contains an attached file."
    EXTERNAL_ACTION = (
        "external_action",
        "Ce PDF peut transmettre ou charger des données de l'extérieur.",
        "This PDF may send data out or load data from outside.",
    )
    NAMED_FILE = (
        "named_file",
        "Ce PDF renvoie à un autre fichier.",
        "This PDF refers to another file.",
    )
    EXTERNAL_CONTENT = (
        "external_content",
        "Ce PDF affiche un contenu qui se trouve dans un autre fichier.",
        "This PDF shows content that stands in another file.",
    )
    LINK_ELSEWHERE = (
        "link_elsewhere",
        "Ce PDF contient un lien qui ne mène ni à une page Web, ni à un courriel, ni à un téléphone.",
        "This PDF contains a link that leads neither to a web page, nor to an e-mail address, nor to a telephone.",
    )
    BASE_ADDRESS = (
        "base_address",
        "Ce PDF change l'adresse à laquelle mènent ses liens.",
        "This PDF changes the address that its links lead to.",
    )
    UNKNOWN_ACTION = (
        "unknown_action",
        "Ce PDF fait autre chose, au clic, que tourner ses pages ou suivre un lien.",
        "At a click, this PDF does something else than turn its pages or follow a link.",
    )
    UNKNOWN_ANNOTATION = (
        "unknown_annotation",
        "Ce PDF contient une annotation d'une sorte inconnue.",
        "This PDF contains an annotation of an unknown kind.",
    )
    UNKNOWN_CONTENT = (
        "unknown_content",
        "Ce PDF contient un élément d'une sorte inconnue.",
        "This PDF contains something of an unknown kind.",
    )
    UNKNOWN_COMPRESSION = (
        "unknown_compression",
        "Ce PDF est compressé d'une façon qui n'est pas acceptée (LZW, ou inconnue).",
        "This PDF is compressed in a way that is not accepted (LZW, or unknown).",
    )
    DYNAMIC_FORM = "dynamic_form", "Ce PDF contient un formulaire dynamique (XFA).", "This PDF contains an XFA form."
    RICH_MEDIA = (
        "rich_media",
        "Ce PDF contient du son, de la vidéo ou de la 3D.",
        "This PDF contains sound, video or 3D.",
    )


class PieceRefusal(Labelled):
    """A reason to refuse a piece of a request, besides those of a PDF."""

    EMPTY = "empty", "Ce fichier est vide.", "This file is empty."
    TOO_LARGE = "piece_too_large", "Ce fichier est trop volumineux.", "This file is too large."
    TOO_MANY = (
        "too_many",
        "Cette demande porte déjà autant de pièces qu'elle le peut.",
        "This request already has as many attachments as it may have.",
    )
    TOO_LARGE_TOGETHER = (
        "too_large_together",
        "Avec ce fichier, les pièces de cette demande seraient trop volumineuses.",
        "With this file, the attachments of this request would be too large.",
    )
    UNKNOWN_KIND = (
        "unknown_kind",
        "Ce fichier n'est ni un PDF, ni une image JPEG ou PNG.",
        "This file is neither a PDF nor a JPEG or PNG picture.",
    )
    HEIC = (
        "heic",
        "Cette photo est au format HEIC. Enregistrez-la en JPEG, puis choisissez-la de nouveau.",
        "This photo is in the HEIC format. Save it as JPEG, then choose it again.",
    )
    PICTURE_DAMAGED = (
        "picture_damaged",
        "Cette image est endommagée : elle ne s'ouvre pas en entier.",
        "This picture is damaged: it does not open whole.",
    )
    PICTURE_TOO_LARGE = (
        "picture_enormous",
        "Cette image est démesurée : plus de 60 millions de points, ou de 30 000 le long d'un côté.",
        "This picture is enormous: more than 60 million dots, or 30,000 along a side.",
    )
    PICTURE_TOO_COMPLEX = (
        "picture_too_complex",
        "Cette image est démesurément compressée : elle ne peut pas être vérifiée.",
        "This picture is too heavily compressed to be checked.",
    )
    NOT_CHECKED = (
        "picture_not_checked",
        "Cette image n'a pas pu être vérifiée pour l'instant. Essayez de nouveau plus tard.",
        "This picture could not be checked for now. Try again later.",
    )


class ScanVerdict(Labelled):
    """What a scanner says of a file."""

    CLEAN = "clean", "Aucun virus trouvé", "No virus found"
    INFECTED = "infected", "Virus trouvé", "Virus found"
    UNSCANNABLE = "unscannable", "Pas encore vérifié : l'analyse n'a pas répondu", "Not checked yet: no answer"
    ABSENT = "absent", "Aucune analyse n'est en service", "No scanner in service"


class AddressRefusal(Labelled):
    """A reason why an address cannot stand in the window of an envelope."""

    INCOMPLETE = (
        "incomplete",
        "Il manque une ligne, la ville, la province ou le code postal.",
        "A line, the city, the province or the postal code is missing.",
    )
    POSTAL_CODE = (
        "postal_code",
        "Le code postal n'a pas la forme A9A 9A9.",
        "The postal code does not read A9A 9A9.",
    )
    TOO_MANY_LINES = (
        "too_many_lines",
        "L'adresse compte trop de lignes pour la fenêtre de l'enveloppe.",
        "The address has too many lines for the window of the envelope.",
    )
    LINE_TOO_LONG = (
        "line_too_long",
        "Un mot de l'adresse est trop long pour la fenêtre de l'enveloppe.",
        "A word of the address is too long for the window of the envelope.",
    )
    UNPRINTABLE = (
        "unprintable",
        "L'adresse contient un caractère qui ne s'imprime pas.",
        "The address contains a character that cannot be printed.",
    )
