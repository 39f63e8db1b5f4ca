"""Where one begins and goes on: the services, the first page, the list of requests, a colleague's draft."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

from sqlalchemy import insert

from app import clock
from app.delivery.post.signatures import get_signer
from app.requests.models.requests import OnlineRequest
from app.resolver.models.access import AccessGrant
from app.vocabulary.services import OnlineService
from tests.scenes.services_house import NEXT, NOTICE, REQUESTS, SERVICES, ServicesHouse, house
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]


def test_a_draft_begun_by_bruno_is_finished_by_luc_while_bruno_has_no_right_any_more(house: ServicesHouse) -> None:
    page = house.begin()
    for number in (1, 2, 3):
        page = page.submit(NEXT, **NOTICE[number])
    house.session.query(AccessGrant).filter_by(
        person_id=house.bruno.id, service=OnlineService.EMPLOYER_NOTICE.value
    ).update({"until_on": clock.today()})
    house.session.commit()
    house.client.get(page.path, status=404)
    house.sign_in(house.luc)
    page = house.client.get(SERVICES).follow("Noémie Bélanger").follow("Continuer")
    for number in sorted(NOTICE):
        page = page.submit(NEXT, **(NOTICE[number] if number > 3 else {}))
    assert "ADR-2026-" in page.submit("Transmettre", declared="y").text


def test_the_first_page_counts_what_waits_and_says_what_presses(house: ServicesHouse, clock_at: Clock) -> None:
    house.fill(house.begin())
    assert "1 brouillon de demande dont le délai finit ou est passé" in house.client.get("/").text


def test_a_request_is_found_by_a_name_and_by_its_reference_and_neither_stands_in_an_address(
    house: ServicesHouse,
) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    reference = house.request().reference or ""
    for typed in ("bélan", reference, reference.lower().replace("-", " ")):
        found = house.client.get(REQUESTS).submit("Chercher", cherche=typed)
        assert "1 demande" in found.text
        assert "lan" not in found.path.partition("recherche=")[0]
        assert reference not in found.path
    assert "Aucune demande ne répond" in house.client.get(REQUESTS).submit("Chercher", cherche="Tremblay").text


def test_a_receipt_is_the_same_whoever_asks_for_it_and_each_language_has_its_own(house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    address = f"{REQUESTS}/{house.request().public_id}/recepisse"

    def receipt() -> bytes:
        pdf: bytes = Context().run(house.client.raw.get, address).data
        return pdf

    first = receipt()
    house.client.speak("en")
    english = receipt()
    signatures = [get_signer(house.client.app).signature_in(pdf) for pdf in (first, english)]
    assert [found.reason.partition(" ")[0] for found in signatures if found] == ["Récépissé", "Receipt"]
    assert receipt() == english
    house.sign_in(house.luc)
    assert receipt() == first


def test_the_worker_s_copy_shows_no_whole_number(house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    page = house.client.get(f"{REQUESTS}/{house.request().public_id}/copie")
    assert "Noémie" in page.text
    assert "123456782" not in page.text.replace(" ", "")


def test_what_was_typed_wrongly_is_kept_and_said_beside_its_field(house: ServicesHouse) -> None:
    page = house.begin().submit(NEXT, version_differs="no")
    page = page.submit(NEXT, secret_worker_nas="123 456 789", worker_family_name="Bélanger")
    assert "Ce numéro d'assurance sociale n'existe pas" in page.text
    assert page.title.startswith("Erreur")
    assert house.request().answers["worker_family_name"] == "Bélanger"


def test_a_question_that_an_answer_calls_for_is_asked_at_once(house: ServicesHouse) -> None:
    page = house.begin().submit(NEXT, version_differs="yes")
    assert "En quoi les récits diffèrent-ils?" in page.text
    page = page.submit(NEXT, differs_accounts="Il dit être tombé; la caméra ne montre rien.")
    assert page.h1.endswith("Travailleuse ou travailleur")


def test_two_who_answer_the_same_question_see_each_other(house: ServicesHouse) -> None:
    open_page = house.begin()
    house.sign_in(house.luc)
    house.client.get(open_page.path).submit(NEXT, version_differs="yes")
    house.sign_in(house.bruno)
    answer = house.client.get(open_page.path)
    stale = answer.submit(NEXT, version_differs="no", revision="0", status=409)
    assert "Quelqu'un a répondu aux mêmes questions" in stale.text
    assert "Luc Gagnon" in stale.text
    assert house.request().answers["version_differs"] == "yes"


def test_a_number_that_is_entered_is_not_shown_again(house: ServicesHouse) -> None:
    page = house.begin().submit(NEXT, version_differs="no")
    page = page.submit(NEXT, **NOTICE[2])
    again = house.client.get(f"{REQUESTS}/{house.request().public_id}/etape/travailleuse-ou-travailleur")
    assert "123456782" not in again.response.get_data(as_text=True).replace(" ", "")
    assert "******782" in again.text


def test_a_removal_says_which_requests_it_leaves_and_the_nearest_limit(house: ServicesHouse) -> None:
    house.fill(house.begin())
    house.session.query(AccessGrant).filter_by(person_id=house.luc.id).update({"until_on": clock.today()})
    house.session.commit()
    house.sign_in(house.rse)
    page = house.client.get(f"/droits-d-acces/personnes/{house.bruno.public_id}/retirer")
    assert "1 demande de ces services est en cours." in page.text
    assert "Le délai le plus proche pour transmettre finit le 24 janvier 2026." in page.text


def test_a_number_that_is_right_is_not_shown_again_beside_what_is_wrong(house: ServicesHouse) -> None:
    page = house.begin().submit(NEXT, version_differs="no")
    born = {"worker_born_on-day": "31", "worker_born_on-month": "2", "worker_born_on-year": "1990"}
    page = page.submit(NEXT, **{**NOTICE[2], **born})
    assert "Cette date n'existe pas" in page.text
    assert "123456782" not in page.response.get_data(as_text=True).replace(" ", "")
    assert "******782" in page.text


def test_a_list_of_several_pages_is_walked_both_ways(house: ServicesHouse) -> None:
    house.begin()
    request = house.request()
    like = {column.key: getattr(request, column.key) for column in OnlineRequest.__table__.columns}
    rows = [{**like, "id": number, "public_id": f"DEMANDE{number:09d}"} for number in range(1000, 1060)]
    house.session.execute(insert(OnlineRequest), rows)
    house.session.commit()
    first = house.client.get(REQUESTS)
    assert "50 demandes sur cette page" in first.text
    assert "À vous (61)" in first.text
    second = first.follow("Page suivante")
    assert "11 demandes sur cette page" in second.text
    assert addresses(second.follow("Page précédente")) == addresses(first)
    assert not set(addresses(first)) & set(addresses(second))


def addresses(page: Page) -> list[str]:
    return [str(link.get("href")) for link in page.select("//main//tbody//th/a")]
