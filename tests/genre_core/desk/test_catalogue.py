"""The catalogue's table: each track once, with its latest verdict."""

import pytest

from genre_core.desk.catalogue import CatalogueCounts, count_catalogue, search_catalogue
from genre_core.desk.queues import Queue
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import add_tracks, add_verdict, open_for, wish


def found(store: Store, text: str = "", most: int = 10) -> list[str]:
    with store.reading() as connection:
        return [each.key for each in search_catalogue(connection, text, most)]


def test_each_track_stands_once_with_its_latest_verdict(store: Store) -> None:
    first, _ = add_tracks(store, 2, title="Song", claimed="Rock")
    add_verdict(store, first, outcome="mismatch", predicted="Jazz", p_value=0.01)
    add_verdict(store, first, outcome="plausible", predicted="Rock", p_value=0.5)
    with store.reading() as connection:
        one, other = search_catalogue(connection, "", 10)
    assert (one.key, one.outcome, one.predicted, one.p_value) == ("t0", "plausible", "Rock", 0.5)
    assert (other.key, other.outcome, other.predicted, other.p_value) == ("t1", "", "", None)


@pytest.mark.parametrize("field", ["title", "artist", "album", "claimed"])
def test_a_text_is_looked_for_in_every_field(store: Store, field: str) -> None:
    add_tracks(store, 1)
    add_tracks(store, 1, **{field: "100% Polka_"})
    assert found(store, "% polka_") == ["t1"]
    assert found(store, "%%") == []


def test_the_first_are_found_in_the_order_in_which_they_came(store: Store) -> None:
    add_tracks(store, 3)
    assert found(store, "t", most=2) == ["t0", "t1"]


def test_tracks_are_counted_by_kind(store: Store) -> None:
    with store.reading() as connection:
        assert count_catalogue(connection) == CatalogueCounts(0, 0, 0, 0)
    rows = add_tracks(store, 3)
    add_tracks(store, 1, fault="It is damaged.")
    for _ in range(2):
        add_verdict(store, rows[0])
    open_for(store, [wish(rows[0]), wish(rows[1]), wish(rows[2], Queue.AUDIT)])
    with store.reading() as connection:
        assert count_catalogue(connection) == CatalogueCounts(4, 1, 2, 1)
