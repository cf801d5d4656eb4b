"""However long a file is, a few hundred rows of it are in memory."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from genre_core.desk.records import Search
from genre_core.exchange.exporting import Export, Format, export
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Reading
from genre_core.exchange.reading import open_catalogue
from genre_core.exchange.taking import take
from genre_core.people import LOCAL
from genre_core.store.engine import Store
from tests.genre_core.exchange.stories import NOW, decided, empty_store

ROWS = 10_000
LEAST = 3_000_000  # bytes that each file has more than


def peak(deed: Callable[[], object]) -> int:
    """Bytes of Python's objects at a time, at most, while something is done."""
    tracemalloc.start()
    try:
        deed()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def csv_file(path: Path) -> None:
    rows = (f"{n},Title of the track {n},{'x' * 300}\n" for n in range(ROWS))
    with path.open("w") as lines:
        lines.writelines(["id,title,note\n", *rows])


def jsonl_file(path: Path) -> None:
    with path.open("w") as lines:
        lines.writelines(f"{json.dumps({'id': n, 'x': 'y' * 300})}\n" for n in range(ROWS))


def json_file(path: Path) -> None:
    path.write_text(json.dumps([{"id": n, "x": "y" * 300} for n in range(ROWS)]))


@pytest.mark.parametrize(
    ("name", "write"), [("c.csv", csv_file), ("c.jsonl", jsonl_file), ("c.json", json_file)]
)
def test_reading_a_long_file_takes_little(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    write(path)

    def count() -> int:
        return sum(isinstance(row, CatalogueRow) for row in open_catalogue(path).rows)

    assert count() == ROWS
    assert path.stat().st_size > LEAST
    assert peak(count) < LEAST


@pytest.mark.parametrize("form", [Format.CSV, Format.LABEL_STUDIO, Format.JAMS])
def test_three_times_the_decisions_take_no_more(form: Format, desk: Store, tmp_path: Path) -> None:
    def wish(moderator: str) -> Callable[[], int]:
        search = Search(moderator=moderator)
        return lambda: export(desk, LOCAL, Export(form, search), tmp_path / form)

    wish("")()  # what is loaded once is loaded now
    assert peak(wish("m")) < 1.5 * peak(wish("m0"))


@pytest.fixture(scope="module")
def desk(sqlite_template: Path) -> Iterator[Store]:
    """520 tracks, more than are in memory at a time, each decided on by three people."""
    rows = (
        CatalogueRow(
            number,
            CatalogueTrack(f"t{number}", "/a.mp3", claimed="Rock"),
            tuple(
                decided(f"d{number}-{who}", moderator=f"m{who}", note="n" * 300) for who in range(3)
            ),
        )
        for number in range(520)
    )
    with empty_store(sqlite_template) as store:
        take(store, LOCAL, Reading("x", "test", rows), NOW)
        yield store
