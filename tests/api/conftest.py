"""A certified software that a clinic lets act for it, and what it signs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.api.vendor import Vendor, registered
from tests.clinics.conftest import told
from tests.web.page_client import PageClient

__all__ = ["told"]


@pytest.fixture
def vendor(app: Flask, told: FlaskCliRunner, client: PageClient) -> Vendor:
    """A product that may do everything for the clinic F-100. `client`: the portal then has its addresses."""
    return registered(app)
