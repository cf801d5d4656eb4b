"""Decisions as they are read and searched: all of them, in flat memory."""

import tracemalloc
from collections import deque
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import insert, text

from genre_core.desk.records import (
    AT_ONCE,
    DecisionRecord,
    Search,
    decision_of,
    history_of,
    stream_decisions,
)
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.moderators import known
from genre_core.store.schema import decisions
from tests.genre_core.desk.floor import (
    NOON,
    add_decision,
    add_tracks,
    add_verdict,
    after,
    moderator,
)

ADA, BO = moderator("ada"), moderator("bo")
MANY, FEW = 100_000, 5 * AT_ONCE


def found(store: Store, **wanted: Any) -> list[str]:
    with store.reading() as connection:
        return [each.key for each in stream_decisions(connection, Search(**wanted))]


@pytest.fixture
def desk(store: Store) -> Store:
    """Four decisions on three tracks."""
    add_tracks(store, 1, title="100% Rock_", artist="Änn", album="So", claimed_genre="Rock")
    add_tracks(store, 1, title="Late", artist="Bea", claimed="Post-Rock", claimed_genre="Post-Rock")
    add_tracks(store, 1, title="Loud", artist="Bea", claimed_genre="Jazz")
    verdict = add_verdict(store, 3, predicted="Metal", p_value=0.02, probabilities={"Metal": 0.9})
    add_decision(store, ADA, 1, "a", note="a 50% guess", queue="audit", decided_at=after(1))
    add_decision(store, BO, 1, "b", answer=Answer.GENRE_IS, genres=["Punk"], decided_at=after(2))
    add_decision(store, ADA, 2, "c", reason="slow", decided_at=after(3))
    add_decision(store, BO, 3, "d", verdict_id=verdict, decided_at=after(4))
    return store


def test_all_decisions_come_in_the_order_of_their_rows(desk: Store) -> None:
    assert found(desk) == ["a", "b", "c", "d"]
    with desk.reading() as connection:
        assert [each.key for each in stream_decisions(connection)] == ["a", "b", "c", "d"]
        assert [each.key for each in history_of(connection, "t0")] == ["a", "b"]


def test_a_record_holds_what_the_model_said_or_nothing(desk: Store) -> None:
    with desk.reading() as connection:
        without, with_verdict = decision_of(connection, "a"), decision_of(connection, "d")
        assert decision_of(connection, "nowhere") is None
    assert isinstance(without, DecisionRecord)
    assert isinstance(with_verdict, DecisionRecord)
    assert (without.model, without.predicted, without.p_value) == ("", "", None)
    assert without.probabilities == {}
    assert (with_verdict.model, with_verdict.model_version) == ("tiny", "1")
    assert (with_verdict.outcome, with_verdict.predicted) == ("plausible", "Metal")
    assert (with_verdict.p_value, with_verdict.probabilities) == (0.02, {"Metal": 0.9})


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"text": "rock"}, ["a", "b", "c"]),
        ({"text": "100%"}, ["a", "b"]),
        ({"text": "50%"}, ["a"]),
        ({"text": "0_"}, []),
        ({"text": "k_"}, ["a", "b"]),
        ({"text": "t2"}, ["d"]),
        ({"text": "SLOW"}, ["c"]),
        ({"moderator": "ada"}, ["a", "c"]),
        ({"moderator": "B"}, ["b", "d"]),
        ({"queue": "audit"}, ["a"]),
        ({"answer": "genre_is"}, ["b"]),
        ({"genre": "Rock"}, ["a", "b"]),
        ({"genre": "Punk"}, ["b"]),
        ({"genre": "Metal"}, ["d"]),
        ({"artist": "bea"}, ["c", "d"]),
        ({"artist": "Änn"}, ["a", "b"]),
        ({"since": after(2), "until": after(4)}, ["b", "c"]),
        ({"text": "rock", "moderator": "ada", "queue": "flagged"}, ["c"]),
        ({"text": "'; DROP TABLE decisions; --"}, []),
    ],
)
def test_a_search_finds_what_it_names(desk: Store, wanted: dict[str, Any], keys: list[str]) -> None:
    assert found(desk, **wanted) == keys


def test_a_hundred_thousand_decisions_take_the_memory_of_a_few(store: Store) -> None:
    add_tracks(store, 1)
    with store.writing() as connection:
        by = known(connection, ADA, NOON)
        fixed = {"track_id": 1, "moderator_id": by, "answer": Answer.HOLDS, "decided_at": NOON}
        rows = [{"key": f"k{number}"} for number in range(MANY)]
        connection.execute(insert(decisions).values(**fixed), rows)
    peak = {count: _peak(store, count) for count in (FEW, MANY)}
    assert peak[MANY] < 1.2 * peak[FEW], peak


def _peak(store: Store, count: int) -> int:
    """Bytes of memory that reading so many decisions takes at most."""
    with store.reading() as connection, closing(stream_decisions(connection)) as stream:
        next(stream)
        tracemalloc.start()
        last = deque((next(stream) for _ in range(count - 1)), maxlen=1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert last[0].key == f"k{count - 1}"
    return peak


def test_postgresql_keeps_the_rest_on_its_side(store: Store) -> None:
    add_tracks(store, 1)
    add_decision(store, ADA, 1, "a")
    if store.dialect != "postgresql":
        pytest.skip("SQLite has no other side; its rows are read one by one.")
    with store.reading() as connection, closing(stream_decisions(connection)) as stream:
        next(stream)
        assert connection.execute(text("SELECT count(*) FROM pg_cursors")).scalar_one() == 1
