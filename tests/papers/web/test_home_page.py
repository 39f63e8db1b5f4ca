"""The first page: how documents arrive and until when, what waits, what is new."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app import clock
from app.papers.queries import home
from app.registry.models.employers import Employer
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.reading_room import DAY, ReadingRoom, room
from tests.web.page_client import Page

__all__ = ["room"]


def home_of(
    room: ReadingRoom, employer: Employer, role: Role = Role.RESPONDENT, space: Space = Space.GUICHET_SST
) -> Page:
    """The first page of a new person with that role."""
    person = make_person(room.session)
    make_membership(room.session, person, employer, role, space)
    room.session.commit()
    return sign_in_person(room.client, person, space).get("/")


def strip(page: Page) -> str:
    return page.words_of("//*[contains(@class, 'relais-strip__body')]")[0]


@pytest.fixture
def guichet(room: ReadingRoom) -> Employer:
    """An employer in Guichet SST."""
    employer = make_employer(room.session)
    make_account(room.session, employer, Space.GUICHET_SST)
    room.session.commit()
    return employer


def test_a_visitor_is_sent_to_the_entry(room: ReadingRoom) -> None:
    room.client.raw.delete_cookie("relais")
    page = room.client.get("/")
    assert page.path.startswith("/entree")


def test_staff_and_health_professionals_have_a_first_page_of_their_own(room: ReadingRoom) -> None:
    professional = make_person(room.session)
    make_membership(room.session, professional, room.employer, Role.HEALTH_PROFESSIONAL)
    agent = make_staff(room.session)
    room.session.commit()
    assert sign_in_person(room.client, professional).get("/").path == "/papiers-medicaux"
    assert sign_in_staff(room.client, agent).get("/").h1.startswith("Bonjour")


def test_on_screen_the_strip_says_why(room: ReadingRoom) -> None:
    said = strip(room.client.get("/"))
    assert "Vos documents arrivent à l'écran." in said
    assert "Règle R5" in said
    assert "CNESST, Mon espace employeur, « Gestion des droits d'accès », colonne clicSÉQUR-Entreprises" in said


def test_before_the_withdrawal_day_the_strip_counts_the_days(room: ReadingRoom, guichet: Employer) -> None:
    make_withdrawal(room.session, guichet, date(2026, 3, 23))
    make_prior_notice(room.session, guichet, date(2026, 1, 5))
    said = strip(home_of(room, guichet))
    assert "Vos documents arrivent par la poste jusqu'au 22 mars 2026." in said
    assert "Ils arriveront à l'écran dès le 23 mars 2026, dans 21 jours." in said
    assert "Règle R2" in said


def test_without_a_prior_notice_no_countdown_is_promised(room: ReadingRoom, guichet: Employer) -> None:
    make_withdrawal(room.session, guichet, date(2026, 3, 23))
    said = strip(home_of(room, guichet))
    assert "Vos documents arrivent par la poste." in said
    assert "dans 21 jours" not in said


def test_without_a_date_the_strip_says_that_it_is_to_come(room: ReadingRoom, guichet: Employer) -> None:
    assert "Le jour du retrait du papier n'est pas fixé." in strip(home_of(room, guichet))


def test_a_guichet_account_to_come_sends_the_mail_back_to_paper(room: ReadingRoom) -> None:
    make_account(room.session, room.employer, Space.GUICHET_SST, from_on=date(2026, 3, 12))
    room.session.commit()
    said = strip(room.client.get("/"))
    assert "Vos documents arrivent à l'écran jusqu'au 11 mars 2026." in said
    assert "Ils arriveront par la poste dès le 12 mars 2026, dans 10 jours." in said


def test_the_eve_of_the_opening_announces_the_screen(room: ReadingRoom) -> None:
    with clock.use(clock.parse_instant("2020-02-02T12:00")):
        room.sign_in(room.reader)
        page = room.client.get("/")
    assert "Ils arriveront à l'écran dès le 3 février 2020, demain." in strip(page)
    assert "Le suivi des dossiers n'est pas encore ouvert." in page.text


def test_new_documents_are_those_since_the_last_visit(room: ReadingRoom) -> None:
    room.deposit(title="Avis ancien")
    with clock.use(clock.parse_instant("2026-03-03T09:00")):
        room.sign_in(room.reader)
        room.client.get("/")
    with clock.use(clock.parse_instant("2026-03-04T09:00")):
        room.deposit(title="Avis nouveau", issued_on=date(2026, 3, 4))
        theirs = make_file(room.session, make_employer(room.session), worker_family_name="Côté")
        impute(room.session, theirs, room.employer.id, date(2026, 3, 4))
        room.session.commit()
    with clock.use(clock.parse_instant("2026-03-05T09:00")):
        room.sign_in(room.reader)
        page = room.client.get("/")
    assert "Nouveau depuis votre dernière visite, le 3 mars 2026" in page.text
    assert "Avis nouveau" in page.text
    assert "Avis ancien" not in page.text
    assert "Dossier de Sacha Côté" in page.text
    assert "Imputé à votre entreprise le 4 mars 2026" in page.text


def test_without_anything_new_the_latest_documents_are_shown(room: ReadingRoom) -> None:
    room.deposit(title="Avis ancien")
    with clock.use(clock.parse_instant("2026-03-03T09:00")):
        room.sign_in(room.reader)
    with clock.use(clock.parse_instant("2026-03-05T09:00")):
        room.sign_in(room.reader)
        page = room.client.get("/")
    assert "Derniers documents" in page.text
    assert "Avis ancien" in page.text


def test_what_waits_for_who_reads_is_counted_and_leads_to_it(room: ReadingRoom) -> None:
    room.deposit(kind=DocumentKind.DECISION, category=Category.DECISION, review_days=30, title="Décision")
    room.deposit()
    page = room.client.get("/")
    tasks = page.words_of("//ul[@class='relais-tasks'][1]/li")
    assert tasks[0].startswith("2 documents non lus")
    assert "droit" not in " ".join(tasks)
    assert "1 délai de révision en cours" in page.text
    assert len(page.follow("Voir les dossiers dont un délai court").words_of("//tbody/tr")) == 1


def headings(page: Page) -> list[str]:
    return page.words_of("//main//h2")


def test_time_limits_stand_before_news_and_nothing_is_said_twice(room: ReadingRoom) -> None:
    room.deposit(
        kind=DocumentKind.DECISION, category=Category.DECISION, review_days=30, title="Décision d'admissibilité"
    )
    room.deposit(title="Avis de cotisation")
    page = room.client.get("/")
    assert headings(page) == ["À faire", "1 délai de révision en cours", "Derniers documents"]
    assert page.text.count("Décision d'admissibilité") == 1
    assert "Dossier de Noémie L'Heureux · déposée le 2 mars 2026" in page.text
    assert "Dossier de Noémie L'Heureux · document déposé le 2 mars 2026" in page.text


def test_a_time_limit_that_ends_in_a_few_days_is_red_and_comes_first(room: ReadingRoom) -> None:
    room.deposit(kind=DocumentKind.DECISION, category=Category.DECISION, review_days=30, title="Décision")
    last_on = DAY + timedelta(days=30)
    with clock.use(clock.parse_instant(f"{last_on - delays.PRESSING}T12:00")):
        room.sign_in(room.reader)
        page = room.client.get("/")
        assert headings(page)[0] == "1 délai de révision en cours"
        assert page.words_of("//*[contains(@class, 'relais-tag--alert')]")[0].startswith("Il reste 7 jours")
    with clock.use(clock.parse_instant(f"{last_on - delays.PRESSING - timedelta(days=1)}T12:00")):
        assert headings(room.client.get("/"))[0] == "À faire"


def test_what_is_lost_stands_before_what_presses_and_what_can_wait(room: ReadingRoom) -> None:
    make_recipient(room.session, room.employer)
    user = make_person(room.session)
    make_membership(room.session, user, room.employer)
    last_on = DAY + delays.PRESSING
    make_grant(room.session, user, room.employer, OnlineService.REVIEW, until_on=last_on + timedelta(days=1))
    room.session.commit()
    page = room.sign_in(room.rse).get("/")
    red = "//li[contains(@class, 'relais-tasks__item--red')]"
    assert [task[:20] for task in page.words_of(red)] == ["1 personne recevait ", "1 droit d'accès fini"]
    assert page.words_of("//ul[@class='relais-tasks'][1]/li")[2].startswith("1 seule personne")


def test_many_unread_documents_are_not_counted_to_the_last(room: ReadingRoom) -> None:
    for _ in range(home.MOST_COUNTED + 1):
        make_document(room.session, room.file, DAY)
    room.session.commit()
    assert "99+ documents non lus" in room.client.get("/").text


def test_what_waits_for_who_grants(room: ReadingRoom) -> None:
    make_recipient(room.session, room.employer)
    user = make_person(room.session)
    make_membership(room.session, user, room.employer)
    for service, until in ((OnlineService.REVIEW, date(2026, 3, 20)), (OnlineService.FILE_COPY, date(2026, 5, 1))):
        make_grant(room.session, user, room.employer, service, until_on=until)
    renewed = {"from_on": date(2026, 3, 20), "until_on": date(2027, 3, 20)}
    make_grant(room.session, user, room.employer, OnlineService.MESSAGING, until_on=date(2026, 3, 20))
    make_grant(room.session, user, room.employer, OnlineService.MESSAGING, **renewed)
    room.session.commit()
    assert "droit d'accès finit" not in room.client.get("/").text
    page = room.sign_in(room.rse).get("/")
    assert "1 personne recevait du papier et ne peut pas lire à l'écran" in page.text
    assert "1 droit d'accès finit d'ici 30 jours" in page.text
    assert "1 seule personne peut accorder des droits" in page.text
    assert page.follow("Inscrire").path == "/personnes-qui-recoivent-du-papier"
    second = make_person(room.session)
    make_membership(room.session, second, room.employer, Role.RSE)
    room.session.commit()
    assert "seule personne" not in room.client.get("/").text


def test_where_paper_goes_on_nobody_on_paper_is_a_task(room: ReadingRoom, guichet: Employer) -> None:
    make_recipient(room.session, guichet)
    assert "reçoit du papier et ne pourra pas lire" not in home_of(room, guichet).text
    make_withdrawal(room.session, guichet, date(2026, 3, 23))
    make_prior_notice(room.session, guichet, date(2026, 1, 5))
    assert "1 personne reçoit du papier et ne pourra pas lire à l'écran" in home_of(room, guichet).text


def test_without_the_right_the_page_says_why_and_shows_no_document(room: ReadingRoom) -> None:
    room.deposit(title="Avis A")
    page = home_of(room, room.employer, Role.USER, Space.CLICSEQUR)
    assert "Vous n'avez pas le droit d'accès au suivi des dossiers de cet employeur." in page.text
    assert "Règle A7" in page.text
    assert "Avis A" not in page.text


def test_codes_lead_to_messaging_only(room: ReadingRoom) -> None:
    employer = make_employer(room.session)
    make_account(room.session, employer, Space.CNESST_CODES)
    page = home_of(room, employer, Role.USER, Space.CNESST_CODES)
    assert (page.path, page.h1) == ("/messagerie", "Messagerie")
