"""A case shows all that helps to decide, and nothing that must not be seen before."""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from genre_core.desk.cases import FIRST_YOU, Case, case_of
from genre_core.desk.comments import NewComment, comment
from genre_core.desk.contrast import Contrast
from genre_core.desk.pulling import Lease, pull
from genre_core.desk.queues import Queue
from genre_core.desk.reveals import reveal_of
from genre_core.desk.settings import DeskSettings, QueueRule, change_settings
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import flags
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_decision,
    add_golden,
    add_tracks,
    add_verdict,
    moderator,
    open_for,
    terms,
    wish,
)

MO, AL, SIA = moderator("mo"), moderator("al"), moderator("sia", Role.SENIOR)
SECRET = "hush"
"""Stands in every text that a blind case must not show; so does the claim, Polka."""
TRACK: dict[str, Any] = {
    "title": "Song",
    "artist": "Band",
    "artist_key": "band",
    "album": "Album",
    "album_key": "band/album",
    "claimed": "Polka hush",
    "claimed_genre": "Punk",
    "tags": {"comment": SECRET, "year": 1977, "empty": ""},
    "sha256": "a" * 64,
    "location": "song.flac",
    "start": 3.0,
    "duration": 30.0,
}
CHANCES = {"Jazz": 0.1, "Punk": 0.2, "Rock": 0.7}


@pytest.fixture
def track(store: Store) -> int:
    """A track of a band with two others, judged, remarked on, and decided by Al."""
    (row,) = add_tracks(store, 1, **TRACK)
    others = add_tracks(store, 2, artist_key="band", claimed_genre="Jazz", album_key="band/album")
    add_decision(store, AL, others[0], "al-1", answer=Answer.GENRE_IS, genres=["Rock"])
    embedding = np.ones(2, "<f4").tobytes()
    add_verdict(
        store,
        row,
        outcome="mismatch",
        claimed_genre="Punk",
        p_value=0.01,
        root_p_value=0.02,
        sentence=f"No, {SECRET}.",
        reason=SECRET,
        probabilities=CHANCES,
        embedding=embedding,
    )
    comment(store, SIA, NewComment("c1", "t0", f"{SECRET} they say"), NOON)
    return row


def opened(store: Store, track: int, queue: Queue = Queue.FLAGGED, person: Person = MO) -> Lease:
    open_for(store, [wish(track, queue, reason=f"{SECRET}, why")])
    lease = pull(store, person, queue, terms())
    assert lease is not None
    assert lease.track_id == track
    return lease


def seen(store: Store, track: int, queue: Queue = Queue.FLAGGED, person: Person = MO) -> Case:
    return case_of(store, person, opened(store, track, queue, person), NOON)


def words(thing: object) -> str:
    """Return everything that a tree of nouns holds, as text."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return " ".join(words(getattr(thing, field.name)) for field in fields(thing))
    if isinstance(thing, tuple):
        return " ".join(words(each) for each in thing)
    return str(thing)


def make_blind(store: Store, *queues: Queue) -> None:
    rules = {queue: QueueRule(queue in queues) for queue in Queue}
    change_settings(store, ADMIN, DeskSettings(golden_share=0, rules=rules), NOON)


def test_an_open_case_shows_everything(store: Store, track: int) -> None:
    case = seen(store, track)
    assert (case.key, case.title, case.artist, case.album) == ("t0", "Song", "Band", "Album")
    assert (case.claimed, case.claimed_genre, case.blind) == ("Polka hush", "Punk", False)
    assert [(tag.name, tag.value) for tag in case.tags] == [("comment", SECRET), ("year", "1977")]
    assert (case.sound.sha256, case.sound.location) == ("a" * 64, "song.flac")
    assert (case.sound.start, case.sound.duration) == (3.0, 30.0)
    assert case.judgement is not None
    assert (case.judgement.outcome, case.judgement.p_value) == ("mismatch", 0.01)
    assert (case.judgement.model, case.judgement.alpha) == ("tiny", 0.05)
    chances = [(each.genre, each.p) for each in case.judgement.chances]
    assert chances == [("Rock", 0.7), ("Punk", 0.2), ("Jazz", 0.1)]
    assert [each.genre for each in case.judgement.chances if each.claimed] == ["Punk"]
    assert [each.genre for each in case.judgement.chances if each.predicted] == ["Rock"]
    assert case.reason == case.judgement.sentence
    assert [each.text for each in case.comments] == [f"{SECRET} they say"]
    assert case.opinions == ()
    assert (case.asked, case.late) == (Queue.FLAGGED, False)


def test_the_history_counts_the_artists_other_tracks(store: Store, track: int) -> None:
    assert seen(store, track).history == (
        "3 tracks of the artist in the catalogue.",
        "The one decided claim was overturned, to Rock.",
    )


def test_a_case_offers_to_decide_the_rest_of_the_album(store: Store, track: int) -> None:
    add_tracks(store, 2, artist_key="band", claimed_genre="Punk", album_key="band/album")
    add_tracks(store, 1, artist_key="band", claimed_genre="Punk", album_key="band/other")
    case = seen(store, track)
    assert case.album_offer is not None
    assert case.artist_offer is not None
    assert (case.album_offer.count, case.album_offer.title) == (2, "Album")
    assert (case.artist_offer.count, case.artist_offer.title) == (3, "Band")


def test_where_nothing_else_could_be_decided_nothing_is_offered(store: Store, track: int) -> None:
    case = seen(store, track)
    assert case.album_offer is case.artist_offer is None


@pytest.mark.parametrize(
    "queue",
    [Queue.AUDIT, Queue.SECOND, Queue.FLAGGED, Queue.UNCERTAIN, Queue.ESCALATED, Queue.APPEALS],
)
def test_a_blind_case_gives_nothing_away(store: Store, track: int, queue: Queue) -> None:
    make_blind(store, queue)
    add_tracks(store, 2, artist_key="band", claimed_genre="Punk", album_key="band/album")
    add_decision(store, AL, track, "al-2", note=SECRET)
    case = seen(store, track, queue, SIA)
    assert case.blind
    assert SECRET not in words(case)
    assert "Polka" not in words(case)
    assert (case.claimed, case.claimed_genre, case.tags, case.history) == ("", "", (), ())
    assert (case.judgement, case.contrast, case.comments) == (None, Contrast(), ())
    assert (case.opinions, case.album_offer, case.artist_offer) == ((), None, None)
    assert case.reason == FIRST_YOU
    # What is left names the song and its sound.
    assert (case.title, case.artist, case.sound.location) == ("Song", "Band", "song.flac")


def test_the_number_keys_of_a_blind_case_are_the_same_for_every_track(store: Store) -> None:
    make_blind(store, Queue.FLAGGED)
    found = set()
    for claim, guess in (("Punk", "Rock"), ("Jazz", "Folk")):
        (row,) = add_tracks(store, 1, claimed_genre=claim)
        add_verdict(store, row, probabilities={guess: 0.9, claim: 0.1}, predicted=guess)
        found.add(seen(store, row, person=moderator(claim)).top)
    (top,) = {tuple(sorted(each)) for each in found}
    assert top in found
    assert len(top) == 9


def test_a_golden_item_looks_like_the_rest_of_the_queue(store: Store, track: int) -> None:
    settings = DeskSettings(golden_share=1.0)
    change_settings(store, ADMIN, settings, NOON)
    add_golden(store, track, answer=Answer.GENRE_IS, genres=["Jazz"], why=SECRET)
    lease = pull(store, MO, Queue.FLAGGED, terms())
    assert lease is not None
    assert lease.queue is Queue.GOLDEN
    case = case_of(store, MO, lease, NOON)
    assert case.asked is Queue.FLAGGED
    assert case.judgement is not None
    assert case.reason == case.judgement.sentence
    assert "golden" not in words(case).lower()


@pytest.mark.parametrize("queue", [Queue.SECOND, Queue.APPEALS])
def test_what_is_asked_again_shows_no_earlier_answer(
    store: Store, track: int, queue: Queue
) -> None:
    make_blind(store)
    add_decision(store, AL, track, "al-2", answer=Answer.NOT_MUSIC, note="told you so")
    comment(store, AL, NewComment("c2", "t0", "told you so"), NOON)
    case = seen(store, track, queue, SIA)
    assert case.claimed == "Polka hush"
    assert (case.opinions, case.comments) == ((), ())
    assert "told you so" not in words(case)
    assert "3 tracks of the artist in the catalogue." in case.history
    assert (case.reason == f"{SECRET}, why") == (queue is Queue.APPEALS)


def test_what_was_escalated_shows_what_others_said(store: Store, track: int) -> None:
    add_decision(store, AL, track, "al-2", answer=Answer.GENRE_IS, genres=["Rock", "Jazz"])
    add_decision(store, MO, track, "mo-1", answer=Answer.ESCALATE, note="Two genres?")
    case = seen(store, track, Queue.ESCALATED, SIA)
    assert [(each.who, each.said, each.note) for each in case.opinions] == [
        ("al", "Rock and Jazz", ""),
        ("mo", "handed on", "Two genres?"),
    ]
    assert case.reason == f"{SECRET}, why"


def test_a_track_without_verdict_or_claim_is_a_case_too(store: Store) -> None:
    (row,) = add_tracks(store, 1)
    case = seen(store, row)
    assert (case.judgement, case.history, case.claimed) == (None, (), "")
    assert case.reason == Queue.FLAGGED.description
    assert len(case.top) == 9


def test_a_lease_that_ran_out_is_shown_as_late(store: Store, track: int) -> None:
    lease = opened(store, track)
    assert case_of(store, MO, lease, lease.expires_at - timedelta(seconds=1)).late is False
    assert case_of(store, MO, lease, lease.expires_at).late is True


def test_anothers_lease_opens_no_case(store: Store, track: int) -> None:
    lease = opened(store, track)
    with pytest.raises(DeskError, match="'t0' is leased to somebody else"):
        case_of(store, AL, lease, NOON)


def test_a_viewer_opens_no_case(store: Store, track: int) -> None:
    lease = opened(store, track)
    with pytest.raises(NotAllowed, match="may not open a case"):
        case_of(store, Person("v", "Vi", Role.VIEWER), lease, NOON)


def decided(store: Store, track: int, key: str, **columns: Any) -> None:
    with store.reading() as connection:
        flag = connection.execute(select(flags.c.id).where(flags.c.track_id == track)).scalars()
        columns.setdefault("flag_id", flag.first())
    add_decision(store, MO, track, key, **columns)


def test_after_the_answer_everything_is_revealed(store: Store, track: int) -> None:
    opened(store, track, Queue.AUDIT)
    decided(store, track, "mo-1", queue=Queue.AUDIT)
    found = reveal_of(store, MO, "mo-1")
    assert (found.decision_key, found.track_key, found.title) == ("mo-1", "t0", "Song")
    assert (found.claimed, found.claimed_genre) == ("Polka hush", "Punk")
    assert found.judgement is not None
    assert found.judgement.reason == SECRET
    assert found.history[0] == "3 tracks of the artist in the catalogue."
    assert [each.text for each in found.comments] == [f"{SECRET} they say"]
    assert found.opinions == ()


@pytest.mark.parametrize("queue", [Queue.SECOND, Queue.APPEALS])
def test_who_answers_again_is_shown_the_first_answer_afterwards(
    store: Store, track: int, queue: Queue
) -> None:
    add_decision(store, AL, track, "al-2", answer=Answer.NOT_MUSIC)
    decided(store, track, "mo-1", queue=queue)
    found = reveal_of(store, MO, "mo-1")
    assert [(each.who, each.said) for each in found.opinions] == [("al", "not music, or damaged")]


def test_a_golden_item_is_never_revealed_as_one(store: Store, track: int) -> None:
    add_golden(store, track, answer=Answer.GENRE_IS, genres=["Jazz"], why="the golden one")
    add_decision(store, AL, track, "al-2", queue=Queue.GOLDEN)
    decided(store, track, "mo-1", queue=Queue.GOLDEN)
    found = reveal_of(store, MO, "mo-1")
    assert found.opinions == ()
    assert "golden" not in words(found).lower()


@pytest.mark.parametrize("answer", [Answer.SKIP, Answer.ESCALATE, Answer.UNDO])
def test_without_an_answer_nothing_is_revealed(store: Store, track: int, answer: Answer) -> None:
    decided(store, track, "mo-1", answer=answer)
    with pytest.raises(DeskError, match="Nothing is revealed for 'mo-1': an answer is needed"):
        reveal_of(store, MO, "mo-1")


def test_no_decision_reveals_nothing(store: Store) -> None:
    with pytest.raises(DeskError, match="Nothing is revealed for 'nope'"):
        reveal_of(store, MO, "nope")


def test_only_who_decided_and_seniors_see_what_was_hidden(store: Store, track: int) -> None:
    decided(store, track, "mo-1")
    with pytest.raises(NotAllowed, match="'mo-1' is another moderator's"):
        reveal_of(store, AL, "mo-1")
    assert reveal_of(store, SIA, "mo-1").claimed_genre == "Punk"
