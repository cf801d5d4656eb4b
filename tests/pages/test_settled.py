"""What was imported is set aside, once."""

import gc
import sys
import types
from collections.abc import Iterator

import pytest

from pages.parts import settled
from pages.parts.settled import settle
from tests.pages.visit import Visit


@pytest.fixture(autouse=True)
def thawed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin as a new process does, and end with nothing set aside."""
    monkeypatch.setattr(settled, "_seen", 0)
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_is_there_is_set_aside_when_modules_were_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle()
    aside = gc.get_freeze_count()
    assert aside > 10_000
    later: list[list[int]] = [[] for _ in range(1000)]
    settle()
    assert gc.get_freeze_count() <= aside, "nothing was imported, so nothing is set aside"
    monkeypatch.setitem(sys.modules, "a_new_module", types.ModuleType("a_new_module"))
    settle()
    assert gc.get_freeze_count() >= aside + len(later)


@pytest.mark.usefixtures("data_folder")
def test_a_visit_sets_aside_what_its_page_needs() -> None:
    Visit(next="lab")
    assert gc.get_freeze_count() > 10_000
