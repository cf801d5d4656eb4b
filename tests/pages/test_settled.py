"""What was imported is set aside, once."""

import gc
import sys
import types
from collections.abc import Iterator

import pytest

from pages.parts.settled import settle
from tests.pages.visit import Visit


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Begin and end with nothing set aside."""
    gc.unfreeze()
    yield
    gc.unfreeze()
    sys.modules.pop("a_new_module", None)


def test_what_is_there_is_set_aside_when_modules_were_imported() -> None:
    sys.modules["a_new_module"] = types.ModuleType("a_new_module")
    settle()
    aside = gc.get_freeze_count()
    assert aside > 10_000
    later: list[list[int]] = [[] for _ in range(1000)]
    settle()
    assert gc.get_freeze_count() <= aside, "nothing was imported, so nothing is set aside"
    assert len(later) == 1000


@pytest.mark.usefixtures("data_folder")
def test_a_visit_sets_aside_what_its_page_needs() -> None:
    sys.modules["a_new_module"] = types.ModuleType("a_new_module")
    Visit(next="lab")
    assert gc.get_freeze_count() > 10_000
