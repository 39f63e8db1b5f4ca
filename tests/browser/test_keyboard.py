"""A right granted without ever touching the mouse, and every stop of the way in sight."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.doors import come_in
from tests.browser.reading import press_tab_until
from tests.browser.rooms import said
from tests.servers.live_site import LiveSite

#: Whether what has the focus shows it, and stands on the screen.
IN_SIGHT = """() => {
    const box = document.activeElement.getBoundingClientRect(), style = getComputedStyle(document.activeElement);
    const ringed = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    const painted = ['radio', 'checkbox'].includes(document.activeElement.type);
    return (ringed || painted) && box.bottom > 0 && box.top < innerHeight;
}"""


#: Two minutes, for somebody who looks for each key: one a second.
MOST_KEYS = 120
#: One minute, for somebody who mostly types: two keys a second.
KEYS_TYPED_IN_A_MINUTE = 120
COUNT_KEYS = "addEventListener('keydown', () => { sessionStorage.keys = 1 + Number(sessionStorage.keys || 0) })"


def reach(page: Page, words: str) -> None:
    """Go to a control by Tab alone, and see where one stands."""
    press_tab_until(page, words)
    assert page.evaluate(IN_SIGHT), f"the focus on {words!r} cannot be seen"


def reach_field(page: Page, name: str) -> None:
    """The same for a field, by its name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            assert page.evaluate(IN_SIGHT), f"the focus on {name!r} cannot be seen"
            return
    raise AssertionError(f"{name!r} cannot be reached by the keyboard on {page.url}")


def press(page: Page, key: str, address: str | re.Pattern[str]) -> None:
    """Press a key that leads to another page."""
    page.keyboard.press(key)
    page.wait_for_url(address)


def test_a_right_is_granted_by_the_keyboard_alone_in_two_minutes(demonstration: LiveSite, page: Page) -> None:
    page.add_init_script(COUNT_KEYS)
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces")
    reach(page, "Accorder un accès")
    press(page, "Enter", "**/personne")
    reach_field(page, "person")
    page.keyboard.press("Space")
    while not page.locator("input[name=person]:checked + label", has_text="Inès Roy").count():
        page.keyboard.press("ArrowDown")
    reach(page, "Continuer")
    press(page, "Enter", "**/echeance")
    reach(page, "Continuer")
    press(page, "Enter", "**/services")
    reach_field(page, "services")
    page.keyboard.press("Space")
    reach(page, "Continuer")
    press(page, "Enter", "**/resume")
    reach_field(page, "duty")
    page.keyboard.press("Space")
    reach(page, "Accorder l'accès")
    press(page, "Enter", re.compile(r"/droits-d-acces/personnes/[^/]+$"))
    assert "L'accès est accordé à Inès Roy." in said(page)
    assert 20 < page.evaluate("Number(sessionStorage.keys)") <= MOST_KEYS


def test_a_health_professional_is_named_by_the_keyboard_alone_in_a_minute(demonstration: LiveSite, page: Page) -> None:
    page.add_init_script(COUNT_KEYS)
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces/professionnels")
    reach(page, "Aller au contenu")
    page.keyboard.press("Enter")
    reach(page, "Désigner quelqu'un")
    press(page, "Enter", "**/nouvelle")
    answers = {"given_name": "Zoé", "family_name": "Dion", "order": "Ordre des er", "member_no": "77777"}
    answers |= {"roll": "oeq.org", "email": "zoe@ergo.example"}
    answers |= {"address_line1": "3, rue Trois", "city": "Lévis", "postal_code": "G6V 4B1"}
    for name, typed in answers.items():
        reach_field(page, name)
        page.keyboard.type(typed)
    reach(page, "Désigner cette personne")
    press(page, "Enter", "**/professionnels")
    assert "Zoé Dion reçoit une invitation par courriel" in said(page)
    assert "ergothérapeutes" in page.locator("tr", has_text="Zoé Dion").inner_text()
    assert 40 < page.evaluate("Number(sessionStorage.keys)") <= KEYS_TYPED_IN_A_MINUTE
