"""Contrast listening plays the nearest confirmed track of another artist, or says it is not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from genre_core.desk.contrast import Contrast, Neighbour, contrast
from genre_core.desk.library import library
from genre_core.desk.queues import Queue
from genre_core.people import Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.schema import tracks
from tests.genre_core.desk.floor import (
    NOON,
    add_decision,
    add_golden,
    add_tracks,
    add_verdict,
    moderator,
    open_for,
    wish,
)

MO, SIA = moderator("mo"), moderator("sia", Role.SENIOR)
CHANCES = {"Rock": 0.2, "Punk": 0.7, "Jazz": 0.1}


@pytest.fixture
def sound(tmp_path: Path) -> str:
    path = tmp_path / "sound.flac"
    path.write_bytes(b"sound")
    return str(path)


class Shelf:
    """A catalogue whose embeddings are directions in a plane, in degrees from the subject."""

    def __init__(self, store: Store, sound: str) -> None:
        self.store, self.sound, self.count = store, sound, 0
        self.subject = self.add(0, "Rock", outcome="mismatch")
        self.verdict = self.last

    def add(self, degrees: float, claim: str, artist: str = "", **verdict: Any) -> int:
        """Add a track and its verdict; without a name its artist is a new one."""
        self.count += 1
        key = artist or f"artist {self.count}"
        columns = {"location": self.sound, "claimed_genre": claim, "sha256": f"{self.count:064}"}
        (track,) = add_tracks(self.store, 1, artist_key=key, artist=key.title(), **columns)
        angle = np.radians(degrees)
        embedding = (5 * np.array([np.cos(angle), np.sin(angle)])).astype("<f4").tobytes()
        values = {"probabilities": CHANCES, "claimed_genre": claim, "embedding": embedding}
        self.last = add_verdict(self.store, track, **(values | verdict))
        return track

    def confirm(self, degrees: float, genre: str, artist: str = "") -> int:
        """Add a track of which somebody said that its claim holds."""
        track = self.add(degrees, genre, artist)
        add_decision(self.store, MO, track, f"d{track}")
        return track

    def contrast(self) -> Contrast:
        with self.store.reading() as connection:
            return contrast(connection, self.verdict)

    def claimed(self) -> Neighbour | None:
        return self.contrast().claimed


@pytest.fixture
def shelf(store: Store, sound: str) -> Shelf:
    return Shelf(store, sound)


def test_the_nearest_confirmed_track_of_each_genre_is_found(shelf: Shelf) -> None:
    shelf.confirm(60, "Rock")
    near = shelf.confirm(-40, "Rock")
    punk = shelf.confirm(90, "Punk")
    shelf.confirm(10, "Jazz")
    found = shelf.contrast()
    assert found.claimed is not None
    assert found.predicted is not None
    assert (found.claimed.track_id, found.predicted.track_id) == (near, punk)
    assert found.claimed.likeness == pytest.approx(np.cos(np.radians(40)), abs=1e-6)
    assert found.claimed.confirmed
    assert found.claimed.standing == "Rock, confirmed by a moderator"
    assert (found.predicted.genre, found.predicted.artist) == ("Punk", "Artist 4")


def test_a_confirmed_track_goes_before_a_nearer_one_that_nobody_confirmed(shelf: Shelf) -> None:
    shelf.add(5, "Rock")
    far = shelf.confirm(120, "Rock")
    found = shelf.claimed()
    assert found is not None
    assert found.track_id == far


def test_where_nobody_confirmed_any_the_nearest_plausible_one_says_so(shelf: Shelf) -> None:
    shelf.add(5, "Rock", outcome="unclear")
    near = shelf.add(20, "Rock")
    shelf.add(30, "Rock")
    found = shelf.claimed()
    assert found is not None
    assert (found.track_id, found.confirmed) == (near, False)
    assert found.standing == "Rock by its claim, not confirmed by anyone"


def test_what_is_flagged_or_was_overturned_is_no_example(shelf: Shelf) -> None:
    flagged, overturned = shelf.add(5, "Rock"), shelf.add(6, "Rock")
    open_for(shelf.store, [wish(flagged)])
    add_decision(shelf.store, MO, overturned, "d1", answer=Answer.GENRE_IS, genres=["Jazz"])
    assert shelf.claimed() is None


def test_the_same_artist_is_no_contrast(shelf: Shelf) -> None:
    shelf.confirm(5, "Rock", artist="artist 1")
    shelf.add(6, "Rock", artist="artist 1")
    other = shelf.confirm(50, "Rock")
    found = shelf.claimed()
    assert found is not None
    assert found.track_id == other


def test_the_same_recording_under_another_key_is_no_contrast(shelf: Shelf) -> None:
    twin = shelf.confirm(0, "Rock")
    with shelf.store.writing() as connection:
        query = update(tracks).where(tracks.c.id == twin)
        connection.execute(query.values(sha256=f"{1:064}"))
    assert shelf.claimed() is None


@pytest.mark.parametrize(
    "columns", [{"location": "gone.flac"}, {"location": ""}, {"fault": "It is damaged."}]
)
def test_a_track_without_sound_is_no_contrast(shelf: Shelf, columns: dict[str, str]) -> None:
    near = shelf.confirm(5, "Rock")
    with shelf.store.writing() as connection:
        connection.execute(update(tracks).where(tracks.c.id == near).values(**columns))
    assert shelf.claimed() is None


def test_a_decision_that_names_the_genre_confirms_it_and_one_undone_does_not(shelf: Shelf) -> None:
    named, undone, both = shelf.add(30, "Jazz"), shelf.add(5, "Jazz"), shelf.add(10, "Jazz")
    punk = {"answer": Answer.GENRE_IS, "genres": ["Punk"]}
    add_decision(shelf.store, MO, named, "d1", **punk)
    add_decision(shelf.store, MO, undone, "d2", **punk)
    add_decision(shelf.store, MO, undone, "d3", answer=Answer.UNDO, supersedes="d2")
    # Of a genre and one above it the lower one is meant.
    add_decision(shelf.store, MO, both, "d4", answer=Answer.GENRE_IS, genres=["Rock", "Punk"])
    found = shelf.contrast()
    assert found.predicted is not None
    assert (found.predicted.track_id, found.predicted.confirmed) == (both, True)
    assert found.claimed is None


def test_a_dispute_confirms_nothing_until_it_is_settled(shelf: Shelf) -> None:
    track = shelf.confirm(5, "Rock")
    jazz = {"answer": Answer.GENRE_IS, "genres": ["Jazz"]}
    add_decision(shelf.store, moderator("al"), track, "d-al", **jazz)
    assert shelf.claimed() is None
    add_decision(shelf.store, SIA, track, "d-sia", settles=True)
    found = shelf.claimed()
    assert found is not None
    assert found.confirmed


def test_a_golden_item_is_no_contrast_as_long_as_it_is_asked(shelf: Shelf) -> None:
    asked, retired = shelf.confirm(5, "Rock"), shelf.confirm(10, "Rock")
    add_golden(shelf.store, asked)
    add_golden(shelf.store, retired, retired_at=NOON)
    plausible = shelf.add(1, "Punk")
    add_golden(shelf.store, plausible, answer=Answer.GENRE_IS, genres=["Jazz"])
    found = shelf.contrast()
    assert found.claimed is not None
    assert (found.claimed.track_id, found.claimed.confirmed) == (retired, True)
    assert found.predicted is None


def test_where_the_guess_is_the_claim_the_next_likeliest_genre_is_heard(
    store: Store, sound: str
) -> None:
    shelf = Shelf(store, sound)
    shelf.add(0, "Punk")
    shelf.verdict = shelf.last
    rock = shelf.confirm(5, "Rock")
    found = shelf.contrast()
    assert found.claimed is None
    assert found.predicted is not None
    assert found.predicted.track_id == rock


def test_a_claim_that_no_tree_knows_has_only_the_guess_to_compare(store: Store, sound: str) -> None:
    shelf = Shelf(store, sound)
    shelf.add(0, "")
    shelf.verdict = shelf.last
    punk = shelf.confirm(5, "Punk")
    found = shelf.contrast()
    assert found.claimed is None
    assert found.predicted is not None
    assert found.predicted.track_id == punk


def test_a_verdict_without_embedding_has_nothing_to_compare_with(store: Store) -> None:
    (track,) = add_tracks(store, 1, claimed_genre="Rock")
    verdict = add_verdict(store, track, probabilities=CHANCES)
    with store.reading() as connection:
        assert contrast(connection, verdict) == Contrast()


def test_likeness_is_the_cosine(shelf: Shelf) -> None:
    rng = np.random.default_rng(1)
    degrees = rng.uniform(-180, 180, 40)
    for each in degrees:
        shelf.add(each, "Rock")
    with shelf.store.reading() as connection:
        found = library(connection, "tiny", "1")
    likeness = found.likeness(shelf.subject)
    assert likeness is not None
    expected = [1.0, *(float(np.cos(np.radians(each))) for each in degrees)]
    assert likeness.tolist() == pytest.approx(expected, abs=1e-6)
    assert found.likeness(999) is None


def test_the_library_grows_with_the_verdicts(shelf: Shelf) -> None:
    def read() -> Any:
        with shelf.store.reading() as connection:
            return library(connection, "tiny", "1")

    first = read()
    assert read() is first
    new = shelf.add(10, "Punk", outcome="unclear")
    second = read()
    assert second.tracks.tolist() == [shelf.subject, new]
    assert second.plausible_of("Punk").tolist() == [False, False]
    again = {"claimed_genre": "Punk", "embedding": second.vectors[1].tobytes()}
    add_verdict(shelf.store, new, probabilities=CHANCES, outcome="plausible", **again)
    third = read()
    assert third.tracks.tolist() == [shelf.subject, new]
    assert third.plausible_of("Punk").tolist() == [False, True]


def test_another_version_has_a_library_of_its_own(shelf: Shelf) -> None:
    shelf.add(10, "Punk", model_version="2")
    with shelf.store.reading() as connection:
        assert library(connection, "tiny", "1").tracks.size == 1
        assert library(connection, "tiny", "2").tracks.size == 1
        assert library(connection, "tiny", "3").tracks.size == 0


def test_an_audit_flag_does_not_contest_a_track(shelf: Shelf) -> None:
    near = shelf.add(5, "Rock")
    open_for(shelf.store, [wish(near, Queue.AUDIT)])
    found = shelf.claimed()
    assert found is not None
    assert found.track_id == near
