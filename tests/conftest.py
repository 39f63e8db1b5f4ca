"""What every test may ask for; the fixtures stand in the modules named here."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import hypothesis
import pytest

from app import clock
from tests.servers.forgetful import wait_for_no_disk

pytest.register_assert_rewrite("tests.web.page_client")
pytest_plugins = [
    "tests.servers.network",
    "tests.servers.fake_provider",
    "tests.servers.oidc_provider",
    "tests.servers.postgres",
    "tests.servers.smtp",
    "tests.servers.scanner",
    "tests.servers.silent_mail",
    "tests.databases",
    "tests.preparing",
    "tests.servers.forks",
    "tests.servers.live_site",
    "tests.application",
    "tests.scenes.rights_house",
    "tests.web.gallery.fixtures",
]

# The machine lives where nobody of ours does: what reads the local time zone instead of app.clock shows at once.
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()

wait_for_no_disk()

# A developer's own settings do not reach the tests.
for _name in ("DATABASE_URL", "RELAIS_ENV", "RELAIS_DATA", "RELAIS_CLOCK", "MAIL_SERVER", "OIDC_ISSUER", "QUEUE_URL"):
    os.environ.pop(_name, None)

# A machine that is busy is not a failure; CI tries the same examples every time.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: looking through it for rubbish again and again takes a sixth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def clock_at() -> Iterator[Callable[[str | datetime], None]]:
    """`clock_at("2020-02-03")`: live at that instant (a day begins at midnight in Quebec) until the test ends."""
    with ExitStack() as stack:

        def live_at(instant: str | datetime) -> None:
            stack.enter_context(clock.use(clock.parse_instant(instant) if isinstance(instant, str) else instant))

        yield live_at
