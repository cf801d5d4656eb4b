"""A file of votes, with a show that has begun."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from genre_core.show.ballots import Ballots, open_ballots
from tests.genre_core.show.orders import NOW


@pytest.fixture
def ballots(tmp_path: Path) -> Iterator[Ballots]:
    """An open file of votes in which the show "d1" runs."""
    opened = open_ballots(tmp_path / "stage" / "stage.sqlite")
    opened.begin("d1", "An evening", NOW)
    yield opened
    opened.close()
