"""Comments, golden items and settings that were changed behind the desk's back are found."""

import pytest
from sqlalchemy import Executable, Update, delete, insert, text, update

from genre_core.desk.comments import NewComment, comment
from genre_core.desk.golden import KnownAnswer, add_golden, retire_golden
from genre_core.desk.preferences import keep_keys
from genre_core.desk.settings import DeskSettings, change_settings
from genre_core.ruling import Answer
from genre_core.store.accounts import RULES
from genre_core.store.engine import Store
from genre_core.store.findings import ChainReport
from genre_core.store.moderators import known
from genre_core.store.proof import verify
from genre_core.store.schema import audit, comments, golden_items, settings
from tests.genre_core.desk.floor import ADMIN, add_tracks, after
from tests.genre_core.desk.seats import ADA, BO, NOON
from tests.genre_core.store.test_proof import WITHOUT_GUARD

JAZZ = KnownAnswer(Answer.GENRE_IS, ("Jazz",), "The label's catalogue.")
PUNK = KnownAnswer(Answer.GENRE_IS, ("Punk",), "The sleeve.")


@pytest.fixture
def desk(store: Store) -> Store:
    """Two comments, two golden items, one changed and one retired, and settings changed twice."""
    add_tracks(store, 2, claimed_genre="Rock")
    comment(store, ADA, NewComment("a", "t0", "Listen to 1:10 🎷"), after(1))
    comment(store, BO, NewComment("b", "t1", "I did."), after(2))
    add_golden(store, ADMIN, "t0", JAZZ, after(3))
    add_golden(store, ADMIN, "t0", PUNK, after(4))
    add_golden(store, ADMIN, "t1", JAZZ, after(5))
    retire_golden(store, ADMIN, "t1", after(6))
    change_settings(store, ADMIN, DeskSettings(golden_share=0.1), after(7))
    change_settings(store, ADMIN, DeskSettings(golden_share=0.2), after(8))
    keep_keys(store, ADA, {"holds": "h"}, after(9))
    return store


def read(store: Store) -> ChainReport:
    with store.reading() as connection:
        return verify(connection)


def found(store: Store, *statements: Executable) -> list[tuple[int | None, str]]:
    with store.writing() as connection:
        for statement in statements:
            connection.execute(statement)
    return [(fault.number, fault.sentence) for fault in read(store).faults]


def test_what_the_desk_wrote_is_whole(desk: Store) -> None:
    assert read(desk).whole
    add_golden(desk, ADMIN, "t1", PUNK, after(20))
    assert read(desk).whole


def of_comment(**values: object) -> Update:
    return update(comments).where(comments.c.key == "a").values(values)


def of_item(**values: object) -> Update:
    """The item that was named twice, in entry 4."""
    return update(golden_items).where(golden_items.c.retired_at.is_(None)).values(values)


def of_retired(**values: object) -> Update:
    return update(golden_items).where(golden_items.c.retired_at.is_not(None)).values(values)


def of_rules(**values: object) -> Update:
    return update(settings).where(settings.c.name == RULES).values(values)


@pytest.mark.parametrize(
    ("statement", "number", "sentence"),
    [
        (of_comment(text="Never mind"), 1, "comment a was changed: entry 1 says otherwise of text"),
        (of_comment(made_at=NOON), 1, "comment a was changed: entry 1 says otherwise of made_at"),
        (of_comment(track_id=2), 1, "comment a was changed: entry 1 says otherwise of track"),
        (of_item(genres=["Jazz"]), 4, "item t0 was changed: entry 4 says otherwise of genres"),
        (of_item(why="so"), 4, "golden item t0 was changed: entry 4 says otherwise of why"),
        (of_item(retired_at=NOON), 4, "item t0 was changed: entry 4 says otherwise of retired_at"),
        (of_retired(retired_at=None), 5, "item t1 was changed: entry 5 says otherwise of retired"),
        (of_rules(value={}), 8, "setting desk was changed: entry 8 says otherwise of value"),
        (of_rules(changed_at=NOON), 8, "setting desk was changed: entry 8 says otherwise of chan"),
        (text("UPDATE settings SET value = '[oops' WHERE name = 'desk'"), 8, "otherwise of value"),
        (
            delete(comments).where(comments.c.key == "b"),
            2,
            "comment b is missing, of which entry 2",
        ),
        (delete(golden_items), 4, "golden item t0 is missing, of which entry 4 tells"),
        (delete(settings).where(settings.c.name == RULES), 8, "setting desk is missing, of which"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_changed_is_named(
    desk: Store, statement: Executable, number: int, sentence: str
) -> None:
    first, *_ = found(desk, statement)
    assert first[0] == number
    assert sentence in first[1]


ROW: dict[str, object] = {"moderator_id": 1, "track_id": 1}


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (
            insert(comments).values(ROW | {"key": "x", "text": "hm", "made_at": NOON}),
            "The comment x was added by hand: no entry tells of it.",
        ),
        (
            insert(golden_items).values(ROW | {"answer": "holds", "added_at": NOON}),
            "The golden item t0 was added by hand: no entry tells of it.",
        ),
        (
            insert(settings).values(name=RULES, value={}, changed_at=NOON),
            "The setting desk was added by hand: no entry tells of it.",
        ),
    ],
    ids=["comment", "golden item", "setting"],
)
def test_what_was_added_by_hand_is_named(store: Store, write: Executable, sentence: str) -> None:
    add_tracks(store, 1)
    keep_keys(store, ADA, {"holds": "h"}, NOON)
    with store.writing() as connection:
        assert known(connection, ADA, NOON) == ROW["moderator_id"]
    assert found(store, write) == [(None, sentence)]


def test_an_entry_that_was_changed_is_named_once_and_not_believed(desk: Store) -> None:
    dropping = [text(statement) for statement in WITHOUT_GUARD[desk.dialect]]
    changing = update(audit).where(audit.c.number == 1).values(content="no JSON")
    assert found(desk, *dropping, changing) == [
        (1, "Entry 1 was changed: its seal does not fit it.")
    ]
