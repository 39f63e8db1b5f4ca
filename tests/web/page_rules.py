"""What every page owes its readers. Each rule yields one sentence for each place where a page breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

Rule = Callable[[HtmlElement], Iterator[str]]

NOT_LABELLED = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls")


def has_its_landmarks(document: HtmlElement) -> Iterator[str]:
    """A language, a title, one main part, one first-level heading with words in it."""
    if document.get("lang") not in {"fr", "en"}:
        yield f"the language of the page is {document.get('lang')!r}"
    titles = [title.text_content().strip() for title in document.iterfind("head/title")]
    if len(titles) != 1 or not titles[0]:
        yield f"titles of the page: {titles}"
    for tag in ("h1", "main"):
        found = document.findall(f".//{tag}")
        if len(found) != 1 or not found[0].text_content().strip():
            yield f"{len(found)} <{tag}>, or an empty one"


def labels_its_fields(document: HtmlElement) -> Iterator[str]:
    """A label for every field that a person fills in, and every label for a field that is there."""
    labelled = {label.get("for") for label in document.iterfind(".//label")}
    for field in document.xpath("//input | //select | //textarea"):
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        if field.get("type") not in NOT_LABELLED and not named and not list(field.iterancestors("label")):
            yield f"no label for the field {field.get('name')!r}"
    identifiers = set(document.xpath("//@id"))
    yield from (f"a label for {target!r}, which is not there" for target in labelled - identifiers if target)


def protects_its_forms(document: HtmlElement) -> Iterator[str]:
    """A token and for whom it was opened in every form that changes something; files travel in parts."""
    for form in document.iterfind(".//form"):
        name = form.get("action") or "this page"
        if form.get("method", "get").lower() != "post":
            continue
        if not form.xpath(".//input[@type='hidden'][@name='csrf_token'][string(@value)]"):
            yield f"the form to {name} has no CSRF token"
        if not form.xpath("ancestor::header") and not form.xpath(".//input[@type='hidden'][@name='acting_for']"):
            yield f"the form to {name} does not say for whom it was opened"
        if form.xpath(".//input[@type='file']") and form.get("enctype") != "multipart/form-data":
            yield f"the form to {name} would not send its file"


def keeps_code_out(document: HtmlElement) -> Iterator[str]:
    """No script or style in the page itself: the content security policy would refuse it."""
    yield from ("an inline script" for _ in document.xpath("//script[not(@src)]"))
    yield from ("a <style> element" for _ in document.iterfind(".//style"))
    yield from (f"a style attribute on <{element.tag}>" for element in document.xpath("//*[@style]"))
    for element in document.iter("*"):
        yield from (f"{name} on <{element.tag}>" for name in element.attrib if name.startswith("on"))
    yield from (f"the link {link!r}" for link in document.xpath("//@href") if link.startswith("javascript:"))


def refers_to_what_is_there(document: HtmlElement) -> Iterator[str]:
    """Identifiers are unique, and what points to one finds it."""
    identifiers = Counter(document.xpath("//@id"))
    yield from (f"the id {name!r} stands {count} times" for name, count in identifiers.items() if count > 1)
    for attribute in REFERENCES:
        for value in document.xpath(f"//@{attribute}"):
            yield from (f"{attribute} to {name!r}, not there" for name in value.split() if name not in identifiers)
    anchors = {link[1:] for link in document.xpath("//@href") if link.startswith("#") and len(link) > 1}
    yield from (f"a link to #{name}, not there" for name in anchors - set(identifiers))


def names_its_pictures_and_groups(document: HtmlElement) -> Iterator[str]:
    """Pictures have their text, tables their headers, groups of fields their legend."""
    yield from (f"no alt on {image.get('src')!r}" for image in document.xpath("//img[not(@alt)]"))
    yield from ("a table without headers" for _ in document.xpath("//table[not(.//th)]"))
    yield from ("a fieldset without a legend" for _ in document.xpath("//fieldset[not(legend)]"))
    yield from (f"an empty link to {link.get('href')!r}" for link in document.xpath("//a[@href]") if not _named(link))


def _named(element: HtmlElement) -> bool:
    text = element.text_content().strip() or element.get("aria-label", "")
    return bool(text or element.xpath(".//img[string(@alt)] | .//*[local-name()='title']"))


RULES: tuple[Rule, ...] = (
    has_its_landmarks,
    labels_its_fields,
    protects_its_forms,
    keeps_code_out,
    refers_to_what_is_there,
    names_its_pictures_and_groups,
)


def problems(document: HtmlElement) -> list[str]:
    """Everything that a page breaks, in sentences."""
    return [problem for rule in RULES for problem in rule(document)]
