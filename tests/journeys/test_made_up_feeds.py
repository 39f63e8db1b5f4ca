"""Random registries go where an independent reading of the domain says, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.journeys.made_up_feeds import Feeds
from tests.journeys.oracle import Oracle
from tests.journeys.test_samples import SMALL, expected, exported, run


def test_the_oracle_agrees_with_the_sample() -> None:
    assert Oracle(SMALL / "registry", SMALL / "deposits").expected() == expected()


@pytest.mark.parametrize("seed", range(12))
def test_a_made_up_registry_goes_where_it_should(cli: FlaskCliRunner, tmp_path: Path, seed: int) -> None:
    feeds = Feeds(tmp_path, seed)
    run(cli, "registry", "import", feeds.registry)
    run(cli, "deposits", "import", feeds.deposits)
    assert exported(cli) == Oracle(feeds.registry, feeds.deposits).expected()
