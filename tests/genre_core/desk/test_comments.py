"""Comments are kept once, with their author."""

import pytest

from genre_core.desk.comments import LONGEST, Comment, NewComment, comment, comments_of
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import add_tracks, after, moderator
from tests.genre_core.desk.seats import ADA, BO, NOON, trail_is_whole


def test_comments_stand_by_their_track_in_the_order_they_were_made(store: Store) -> None:
    add_tracks(store, 2)
    comment(store, ADA, NewComment("a", "t0", "Listen to 1:10 🎷"), after(1))
    comment(store, BO, NewComment("b", "t1", "other"), after(2))
    comment(store, BO, NewComment("c", "t0", "I did."), after(3))
    with store.reading() as connection:
        assert comments_of(connection, "t0") == (
            Comment("a", "t0", "ada", "ada", "Listen to 1:10 🎷", after(1)),
            Comment("c", "t0", "bo", "bo", "I did.", after(3)),
        )
    assert trail_is_whole(store)


def test_a_comment_handed_in_twice_is_kept_once(store: Store) -> None:
    add_tracks(store, 1)
    first = comment(store, ADA, NewComment("a", "t0", "hm"), NOON)
    assert comment(store, ADA, NewComment("a", "t0", "hm"), after(9)) == first
    with store.reading() as connection:
        assert len(comments_of(connection, "t0")) == 1


def test_another_comment_under_the_same_key_is_refused(store: Store) -> None:
    add_tracks(store, 1)
    comment(store, ADA, NewComment("a", "t0", "hm"), NOON)
    with pytest.raises(DeskError, match="Another comment has the key 'a'"):
        comment(store, ADA, NewComment("a", "t0", "oh"), NOON)
    with pytest.raises(DeskError, match="Another comment has the key 'a'"):
        comment(store, BO, NewComment("a", "t0", "hm"), NOON)


def test_a_comment_says_something_and_ends() -> None:
    with pytest.raises(DeskError, match="The comment is empty"):
        NewComment("a", "t0", " \n")
    with pytest.raises(DeskError, match="The comment has 4,001 characters"):
        NewComment("a", "t0", "x" * (LONGEST + 1))


def test_viewers_do_not_comment_and_nobody_on_what_is_not_there(store: Store) -> None:
    with pytest.raises(NotAllowed, match="may not comment"):
        comment(store, moderator("v", Role.VIEWER), NewComment("a", "t0", "hm"), NOON)
    with pytest.raises(DeskError, match="no track 't0'"):
        comment(store, ADA, NewComment("a", "t0", "hm"), NOON)
