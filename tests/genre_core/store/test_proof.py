"""Whatever somebody does to the trail or to decisions is found, and its number named."""

import json
import re
from hashlib import sha256

import pytest
from sqlalchemy import Executable, delete, select, text, update

from genre_core.store.chain import record_decision
from genre_core.store.engine import Store
from genre_core.store.findings import Anchor, ChainReport
from genre_core.store.proof import verify
from genre_core.store.schema import audit, audit_head, decisions, moderators, tracks
from tests.genre_core.store.rows import ADA, add_decision, add_entry, add_track, fill

WITHOUT_GUARD = {
    "sqlite": [
        f"DROP TRIGGER {table}_keeps_{deed}"
        for table in ("decisions", "audit")
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in ("decisions", "audit")],
}


@pytest.fixture
def trail(store: Store) -> Store:
    """Eight entries, of which 2, 4, 6 and 8 are decisions; and the triggers are gone."""
    fill(store, 8)
    with store.writing() as connection:
        for statement in WITHOUT_GUARD[store.dialect]:
            connection.execute(text(statement))
    return store


def tamper(store: Store, *statements: Executable) -> ChainReport:
    with store.writing() as connection:
        for statement in statements:
            connection.execute(statement)
    return read(store)


def read(store: Store, anchor: Anchor | None = None) -> ChainReport:
    with store.reading() as connection:
        return verify(connection, anchor)


def numbers(report: ChainReport) -> list[int | None]:
    return [fault.number for fault in report.faults]


def said(report: ChainReport) -> str:
    return " ".join(fault.sentence for fault in report.faults)


def test_an_empty_trail_is_whole(store: Store) -> None:
    report = read(store)
    assert report.whole
    assert (report.entries, report.decisions, report.last) == (0, 0, Anchor(0, "0" * 64))


def test_what_was_recorded_is_whole(store: Store) -> None:
    fill(store, 8)
    report = read(store)
    assert report.whole
    assert (report.entries, report.decisions) == (8, 4)


def test_the_seals_are_those_that_a_stranger_computes_from_the_table_alone(store: Store) -> None:
    fill(store, 4)
    columns = "number, previous, at, who, action, subject, content"
    with store.reading() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM audit ORDER BY number")).all()
    digest = "0" * 64
    for row in rows:
        assert row.previous == digest
        line = json.dumps([*row], ensure_ascii=False, separators=(",", ":"))
        digest = sha256(line.encode()).hexdigest()
    assert read(store).last == Anchor(4, digest)


@pytest.mark.parametrize(
    "change",
    [
        {"who": "somebody else"},
        {"action": "comment"},
        {"subject": "setting-33"},
        {"content": '{"share":0.06}'},
        {"at": ...},
        {"digest": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_named(trail: Store, change: dict[str, object]) -> None:
    if "at" in change:
        report = tamper(trail, text("UPDATE audit SET at = 9000000000000000000 WHERE number = 3"))
    else:
        report = tamper(trail, update(audit).where(audit.c.number == 3).values(change))
    assert numbers(report)[0] == 3
    assert re.search("Entry 3 was changed", said(report))


def test_an_entry_that_was_changed_and_sealed_anew_is_found_by_the_next(trail: Store) -> None:
    with trail.reading() as connection:
        row = connection.execute(
            text("SELECT number, previous, at, who, action, subject, content FROM audit").columns()
        ).first()
        assert row is not None
    forged = [*row[:-1], "{}"]
    line = json.dumps(forged, ensure_ascii=False, separators=(",", ":"))
    values = {"content": "{}", "digest": sha256(line.encode()).hexdigest()}
    report = tamper(trail, update(audit).where(audit.c.number == row.number).values(values))
    assert numbers(report) == [row.number + 1]
    assert "does not follow" in said(report)


def test_a_removed_entry_is_named(trail: Store) -> None:
    report = tamper(trail, delete(audit).where(audit.c.number == 5))
    assert numbers(report) == [5]
    assert "Entry 5 is missing" in said(report)


def test_two_entries_that_changed_places_are_named(trail: Store) -> None:
    report = tamper(
        trail,
        update(audit).where(audit.c.number == 3).values(number=100),
        update(audit).where(audit.c.number == 5).values(number=3),
        update(audit).where(audit.c.number == 100).values(number=5),
    )
    assert {3, 5} <= set(numbers(report))


def test_a_trail_that_lost_its_end_is_named(trail: Store) -> None:
    report = tamper(trail, delete(audit).where(audit.c.number > 6))
    assert 7 in numbers(report)
    assert "ends with entry 6, and 8 were written" in said(report)


def test_a_trail_that_lost_its_head_is_named(trail: Store) -> None:
    assert "last number and seal are missing" in said(tamper(trail, delete(audit_head)))


def test_only_a_noted_seal_gives_away_an_end_that_was_cut_off_cleanly(trail: Store) -> None:
    noted = read(trail).last
    with trail.reading() as connection:
        seal = connection.execute(select(audit.c.digest).where(audit.c.number == 6)).scalar_one()
    report = tamper(
        trail,
        delete(decisions).where(decisions.c.key == "d8"),
        delete(audit).where(audit.c.number > 6),
        update(audit_head).values(number=6, digest=seal),
    )
    assert report.whole
    assert numbers(read(trail, noted)) == [7]
    assert read(trail, Anchor(6, seal)).whole
    assert "written anew" in said(read(trail, Anchor(6, "a" * 64)))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("answer", "holds"),
        ("genres", ["Punk"]),
        ("note", ""),
        ("seconds", 3.8),
        ("seconds", None),
        ("blind", True),
        ("decided_at", ...),
        ("id", 1_000),
    ],
)
def test_a_changed_decision_is_named(trail: Store, column: str, value: object) -> None:
    if column == "decided_at":
        statement = text("UPDATE decisions SET decided_at = 9000000000000000000 WHERE key = 'd4'")
        report = tamper(trail, statement)
    else:
        statement_ = update(decisions).where(decisions.c.key == "d4").values({column: value})
        report = tamper(trail, statement_)
    assert numbers(report) == [4]
    assert f"decision d4 was changed: entry 4 says otherwise of {column}." in said(report)


def test_genres_that_are_no_json_are_named_and_stop_nothing(trail: Store) -> None:
    report = tamper(trail, text("UPDATE decisions SET genres = '[oops' WHERE key = 'd4'"))
    assert numbers(report) == [4]


def test_a_decision_that_was_given_to_another_track_or_person_is_named(trail: Store) -> None:
    swapped = tamper(trail, update(tracks).where(tracks.c.key == "t4").values(key="t5"))
    assert numbers(swapped) == [4]
    assert "otherwise of track" in said(swapped)
    renamed = tamper(trail, update(moderators).values(subject="somebody else"))
    assert numbers(renamed) == [2, 4, 6, 8]


def test_a_removed_decision_is_named(trail: Store) -> None:
    report = tamper(trail, delete(decisions).where(decisions.c.key == "d6"))
    assert numbers(report) == [6]
    assert "decision d6 is missing, of which entry 6 tells" in said(report)


def test_a_decision_that_was_added_by_hand_is_named(trail: Store) -> None:
    with trail.writing() as connection:
        add_decision(connection, "forged", add_track(connection, "t-forged"), recorded=False)
    report = read(trail)
    assert numbers(report) == [None]
    assert "decision forged was added by hand" in said(report)


def test_a_decision_with_two_entries_is_named(store: Store) -> None:
    with store.writing() as connection:
        add_decision(connection, "d1", add_track(connection, "t1"))
        record_decision(connection, "d1", ADA.subject)
    assert numbers(read(store)) == [2]


def test_after_a_fault_the_rest_is_still_read(trail: Store) -> None:
    report = tamper(
        trail,
        update(audit).where(audit.c.number == 1).values(content="{}"),
        update(decisions).where(decisions.c.key == "d8").values(answer="holds"),
    )
    assert numbers(report) == [1, 8]
    assert (report.entries, report.decisions) == (8, 4)


def test_fifty_faults_tell_enough(store: Store) -> None:
    with store.writing() as connection:
        for number in range(60):
            add_entry(connection, str(number))
        for statement in WITHOUT_GUARD[store.dialect]:
            connection.execute(text(statement))
        connection.execute(update(audit).values(content="{}"))
    report = read(store)
    assert (len(report.faults), report.entries) == (50, 60)
