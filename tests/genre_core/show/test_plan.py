"""A show's files lie in the data folder, unless somebody says otherwise."""

from pathlib import Path

import pytest

from genre_core.errors import ShowError
from genre_core.show.opening import opening_order
from genre_core.show.plan import pack_folder, planned_order, votes_file
from genre_core.show.running_order import write_order
from tests.genre_core.show.orders import order


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path))
    return tmp_path


def test_pack_and_votes_lie_beside_each_other(data: Path) -> None:
    assert pack_folder() == data / "stage" / "pack"
    assert votes_file() == data / "stage" / "stage.sqlite"


def test_the_order_is_the_named_one_or_the_saved_one_or_the_opening_one(data: Path) -> None:
    assert planned_order(None) == opening_order()
    saved = data / "stage" / "order.yaml"
    saved.parent.mkdir()
    saved.write_text(write_order(order()), "utf-8")
    assert planned_order(None) == order()
    named = data / "mine.yaml"
    named.write_text(write_order(opening_order()), "utf-8")
    assert planned_order(named) == opening_order()


def test_an_order_that_cannot_be_read_is_named(data: Path) -> None:
    with pytest.raises(ShowError, match=r"mine\.yaml cannot be read \(No such file"):
        planned_order(data / "mine.yaml")
    (data / "mine.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ShowError, match=r"mine\.yaml cannot be read \(it is no text in UTF-8\)"):
        planned_order(data / "mine.yaml")
