"""The pages of reviews: every right, one choice after the other, up to the attestation."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.registry.models.people import Membership
from app.resolver.steps.granting import Giver
from app.reviews.actions.reviews import start_review
from app.reviews.models import AccessReview, AccessReviewLine
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.rights_house import House
from tests.web.page_client import Page, PageClient

pytestmark = pytest.mark.databases("sqlite", because="the actions are tested on both")
ROOM = "/droits-d-acces/revision"
FOLLOWUP, REVIEW = OnlineService.FILE_FOLLOWUP, OnlineService.REVIEW
NEXT_YEAR = date(clock.today().year + 1, 3, 2)


def giver_of(house: House) -> Giver:
    return Giver(Actor("person", house.rse.id, house.rse.name), house.employer.id, Space.CLICSEQUR)


@pytest.fixture
def granted(house: House) -> House:
    """The user holds two rights."""
    for service in (FOLLOWUP, REVIEW):
        make_grant(house.session, house.user, house.employer, service, until_on=NEXT_YEAR)
    house.session.commit()
    return house


@pytest.fixture
def show(granted: House) -> Page:
    """The review has begun."""
    return granted.client.get(ROOM).submit("Vérifier tous les droits")


def lines(house: House) -> dict[tuple[int, str], str | None]:
    house.session.rollback()
    rows = house.session.scalars(select(AccessReviewLine))
    return {(row.person_id, row.service): row.choice for row in rows}


def press(page: Page, button: str, value: str, *, follow: bool = True, **more: object) -> Page:
    """Press the button of one right."""
    token = page.select("//form//input[@name='csrf_token']/@value")[0]
    action = page.select("//form[.//button[@name='do']]/@action")[0]
    status = 200 if follow else 303
    return page.client.post(action, {"csrf_token": token, "one": value, **more}, follow=follow, status=status)


def button_value(page: Page, verb: str, about: str) -> str:
    found = page.select(f"//button[@name='one'][starts-with(@value, '{verb} ')][contains(., \"{about}\")]/@value")
    assert len(found) == 1, found
    return str(found[0])


def test_the_page_cites_the_source_word_for_word_to_those_it_speaks_to(house: House) -> None:
    cited = (
        "En tant que répondant au Guichet SST, vous devez vous assurer que les droits d’accès modifiés conviennent à "
        "vos utilisateurs."
    )
    page = house.client.get(ROOM)
    assert (cited in page.text, "est un choix du portail." in page.text) == (False, True)
    assert "Aucune attestation pour l'instant" in page.text
    make_account(house.session, house.employer, space=Space.GUICHET_SST)
    make_membership(house.session, house.rse, house.employer, Role.RESPONDENT, space=Space.GUICHET_SST)
    house.session.commit()
    sign_in_person(house.client, house.rse, Space.GUICHET_SST)
    page = house.client.get(ROOM)
    assert cited in page.text
    assert "CNESST, Mon espace employeur," in page.text


def test_each_right_is_shown_with_its_end_its_giver_and_its_last_use(show: Page) -> None:
    assert show.h1.endswith("Vérifier les droits d'accès")
    assert "3 droits restent à décider, sur 3." in show.text
    for words in (
        "Luc Gagnon",
        "Suivi des dossiers et des documents en indemnisation",
        "non suivi",
        "documents : jamais",
    ):
        assert words in show.text
    assert "Tous les services" in show.text


def test_one_press_keeps_one_choice(granted: House, show: Page) -> None:
    page = press(show, "Garder", button_value(show, "keep", "Luc Gagnon, Suivi"))
    assert (
        "Luc Gagnon, Suivi des dossiers et des documents en indemnisation : « Garder », choix enregistré." in page.text
    )
    assert lines(granted)[(granted.user.id, FOLLOWUP)] == "keep"
    assert "2 droits restent à décider, sur 3." in page.text


def test_one_comes_back_to_the_next_right_to_decide(show: Page) -> None:
    rows = [str(row) for row in show.select("//tr[starts-with(@id, 'right-')]/@id")]
    keeps = [str(value) for value in show.select("//button[starts-with(@value, 'keep ')]/@value")]
    assert len(rows) == len(keeps) == 3
    page = show
    for value, place in zip(keeps, [rows[1], rows[2], rows[2]], strict=True):
        page = press(page, "Garder", value, follow=False)
        where = page.response.headers["Location"]
        assert where.partition("#")[2] == place
        page = show.client.get(where)
    assert page.select("//progress/@value") == ["3"]


def test_ticked_rights_are_decided_together_and_the_rest_is_kept(granted: House, show: Page) -> None:
    ticked = [value for value in show.select("//input[@name='right']/@value") if granted.user.public_id in value]
    page = show.submit("Y mettre fin", right=ticked)
    assert "2 choix sont enregistrés." in page.text
    page = page.submit("Garder tout ce qui reste (1)")
    assert "Tout est décidé" in page.text
    assert set(lines(granted).values()) == {"keep", "end"}


def test_nothing_ticked_says_so(show: Page) -> None:
    assert "Cochez au moins un droit" in show.submit("Garder les droits cochés").text


def test_another_end_is_chosen_for_several_rights_and_a_wrong_day_is_explained(granted: House, show: Page) -> None:
    ticked = [value for value in show.select("//input[@name='right']/@value") if granted.user.public_id in value]
    page = show.submit("Changer leur échéance", right=ticked)
    assert page.h1.endswith("Changer l'échéance")
    page = page.submit("Garder ce choix", length="other")
    assert "Indiquez le dernier jour, plus bas." in page.text
    page = page.submit("Garder ce choix", length="half")
    assert "2 choix sont enregistrés." in page.text
    assert "Nouvelle échéance" in page.text


def test_what_another_granter_chose_is_shown_beside_ones_own_choice(granted: House, show: Page) -> None:
    other = make_person(granted.session, given_name="Inès", family_name="Lévesque")
    make_membership(granted.session, other, granted.employer, Role.RSE)
    granted.session.commit()
    stale = button_value(show, "end", "Luc Gagnon, Suivi")
    theirs = sign_in_person(PageClient(granted.client.app), other).get(_path(granted))
    press(theirs, "Garder", button_value(theirs, "keep", "Luc Gagnon, Suivi"))
    page = press(show, "Mettre fin", stale)
    assert page.h1 == "Quelqu'un a décidé avant vous"
    assert "Gardé, par Inès Lévesque" in page.text
    assert lines(granted)[(granted.user.id, FOLLOWUP)] == "keep"
    page.submit("Inscrire mon choix à la place")
    assert lines(granted)[(granted.user.id, FOLLOWUP)] == "end"


def _path(house: House) -> str:
    house.session.rollback()
    return f"{ROOM}/{house.session.scalars(select(AccessReview.public_id)).one()}"


def test_a_review_is_attested_after_its_summary(granted: House, show: Page) -> None:
    page = press(show, "Mettre fin", button_value(show, "end", "Luc Gagnon, Demande de révision"))
    page = page.submit("Garder tout ce qui reste (2)").follow("Passer à l'attestation")
    assert page.h1.endswith("Attester la vérification")
    assert "Luc Gagnon" in page.text
    assert "Gardés par la personne elle-même" in page.text
    page = page.submit("Attester")
    assert "Confirmez que vous avez vérifié ces droits." in page.text
    extra = {"hole": "y"} if page.select("//input[@name='hole']") else {}
    page = page.submit("Attester", duty="y", **extra)
    assert "La vérification est attestée." in page.text
    href = page.link("Télécharger (PDF)")
    answer = granted.client.raw.get(href)
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert re.search(r'filename="attestation-\d{4}-\d\d-\d\d\.pdf"', answer.headers["Content-Disposition"])


def test_the_page_says_for_what_the_last_use_is_known(show: Page) -> None:
    assert "La dernière utilisation n'est connue que pour le suivi des dossiers" in show.text
    assert "documents : jamais" in show.text
    assert "non suivi" in show.text


def test_the_auditor_finds_attestations_and_others_do_not(granted: House, show: Page) -> None:
    page = show.submit("Garder tout ce qui reste (3)").follow("Passer à l'attestation").submit("Attester", duty="y")
    own = page.link("Télécharger (PDF)")
    auditor = sign_in_staff(PageClient(granted.client.app), make_committed_auditor(granted.session))
    listed = auditor.get("/attestations")
    assert granted.employer.name in listed.text
    assert auditor.raw.get(listed.link("Télécharger (PDF)")).status_code == 200
    auditor.get(own, status=404)


def make_committed_auditor(session: Session) -> object:
    member = make_staff(session, StaffRole.AUDITOR)
    session.commit()
    return member


def test_a_late_review_is_said_everywhere_and_takes_nothing(granted: House, show: Page, clock_at) -> None:
    before = granted.count(Membership)
    clock_at(clock.now().replace(year=clock.today().year + 1))
    client = sign_in_person(granted.client, granted.rse)
    assert "en retard" in client.get(ROOM).text
    assert "vérification annuelle des droits d'accès en retard" in client.get("/").text
    assert "vérification annuelle des droits d'accès en retard" in client.get("/droits-d-acces").text
    assert granted.count(Membership) == before


def test_a_filter_shows_what_remains(granted: House, show: Page) -> None:
    press(show, "Garder", button_value(show, "keep", "Luc Gagnon, Suivi"))
    page = granted.client.get(_path(granted) + "?which=a-decider")
    assert len(page.select("//input[@name='right']")) == 2
    page = granted.client.get(_path(granted) + "?q=zzz")
    assert "Aucun droit à montrer" in page.text


@pytest.mark.parametrize("people", [20, 500])
def test_a_page_takes_as_many_statements_for_500_people_as_for_20(house: House, people: int) -> None:
    _crowd(house, people)
    start_review(giver_of(house))
    path, statements = _path(house), []
    house.client.get(path)
    engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    page = house.client.get(path)
    event.remove(engine, "before_cursor_execute", count)
    assert f"sur {2 * people + 1}." in page.text
    assert len(statements) <= 14, statements


def _crowd(house: House, number: int) -> None:
    """So many people with two rights each; the user and the RSE among them."""
    for _ in range(number):
        person = make_person(house.session)
        make_membership(house.session, person, house.employer)
        for service in (FOLLOWUP, REVIEW):
            make_grant(house.session, person, house.employer, service, until_on=NEXT_YEAR)
    house.session.commit()
