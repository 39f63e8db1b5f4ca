"""People of the stories, and the gestures they make by HTTP: each has a browser of their own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app import clock
from app.desk.actions.worker import deliver
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Space
from tests.factories.deposits import pdf_of
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.web.page_client import Page, PageClient

FOLLOWUP = "file_followup"


@dataclass
class Portal:
    """The portal of a story."""

    app: Flask
    session: Session

    def enter(self, person: Person | StaffMember, space: Space = Space.CLICSEQUR) -> PageClient:
        """A browser in which somebody has come in. What was made until now is committed."""
        self.session.commit()
        browser = PageClient(self.app)
        if isinstance(person, StaffMember):
            return sign_in_staff(browser, person)
        return sign_in_person(browser, person, space)

    def work(self) -> None:
        """Let the worker send and write what waits; then see what others committed."""
        while deliver():
            pass
        self.session.rollback()
        self.session.expire_all()


def content(browser: PageClient, address: str) -> bytes:
    """What stands at an address, to the last byte."""
    return browser.get(address, buffered=True).response.get_data()


def grant(browser: PageClient, person: Person, *services: str) -> Page:
    """Give somebody rights for a year, step by step; returns the page that says so."""
    page = browser.get("/droits-d-acces").follow("Accorder un accès")
    page = page.submit("Continuer", person=person.public_id).submit("Continuer")
    page = page.submit("Continuer", services=list(services or (FOLLOWUP,)))
    return page.submit("Accorder l'accès", duty="y")


def prepare_deposit(browser: PageClient, employer: Employer, title: str, **answers: Any) -> tuple[Page, bytes]:
    """Describe a document issued today in the employer's first file; returns what will happen, and the PDF."""
    pdf, today = pdf_of(title), clock.today()
    page = browser.get(f"/depots/nouveau?q={employer.neq}").follow("Choisir").follow("Choisir")
    said = {
        "category": "administrative",
        "title": title,
        "issued_on-day": str(today.day),
        "issued_on-month": str(today.month),
        "issued_on-year": str(today.year),
        "pdf": FileStorage(io.BytesIO(pdf), "document.pdf", content_type="application/pdf"),
    }
    return page.submit("Voir ce qui va se passer", **{**said, **answers}), pdf
