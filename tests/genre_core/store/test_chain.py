"""What is appended to the trail, and that many may append at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import delete, insert, select

from genre_core.errors import StoreError
from genre_core.store.chain import Entry, record, verify
from genre_core.store.engine import Store, open_store
from genre_core.store.schema import audit, audit_head, settings
from tests.genre_core.store.rows import NOON, add_decision, add_track


def test_an_entry_says_who_did_what_to_what_and_when(store: Store) -> None:
    with store.writing() as connection:
        record(connection, Entry("ada", "settings", "desk", {"b": [1, None], "a": "é🎧"}, NOON))
    with store.reading() as connection:
        row = connection.execute(select(audit)).one()
    assert (row.number, row.at, row.who) == (1, NOON, "ada")
    assert (row.action, row.subject) == ("settings", "desk")
    assert row.content == '{"a":"é🎧","b":[1,null]}'


def add_setting_and_entry(store: Store, content: dict[str, object]) -> None:
    with store.writing() as connection:
        connection.execute(insert(settings).values(name="x", value=1, changed_at=NOON))
        record(connection, Entry("ada", "import", "x", content, NOON))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "not JSON compliant"),
        (float("inf"), "not JSON compliant"),
        ({1, 2}, "no value of JSON"),
        (b"bytes", "no value of JSON"),
        (NOON.replace(tzinfo=None), "has no zone"),
    ],
)
def test_what_json_cannot_say_is_refused_with_what_it_tells_of(
    store: Store, value: object, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        add_setting_and_entry(store, {"value": value})
    add_setting_and_entry(store, {"value": None})
    with store.reading() as connection:
        assert connection.execute(select(audit.c.number)).scalars().all() == [1]
        assert verify(connection).whole


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="has no zone"), store.writing() as connection:
        record(connection, Entry("ada", "settings", "desk", {}, datetime(2026, 1, 1)))


def test_a_trail_without_its_head_takes_nothing_more(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(audit_head))
    with pytest.raises(StoreError, match="lost its last number"):
        add_setting_and_entry(store, {})
    with store.reading() as connection:
        assert not connection.execute(select(settings)).all()


def test_eight_write_at_once_and_the_trail_is_whole(store: Store) -> None:
    writers, each = 8, 10
    start = Barrier(writers)

    def write(writer: int) -> None:
        # Odd ones as other servers do, each with connections of its own.
        mine = open_store(store.engine.url) if writer % 2 else store
        start.wait()
        for number in range(each):
            with mine.writing() as connection:
                key = f"{writer}-{number}"
                add_decision(connection, key, add_track(connection, key))
        if mine is not store:
            mine.close()

    with ThreadPoolExecutor(writers) as pool:
        assert list(pool.map(write, range(writers))) == [None] * writers
    with store.reading() as connection:
        report = verify(connection)
    assert report.whole
    assert report.entries == report.decisions == writers * each
