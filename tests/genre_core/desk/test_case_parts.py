"""The parts of a case: an artist's history in sentences, and which genres the number keys name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.histories import artist_history
from genre_core.desk.judgements import judgement_of
from genre_core.desk.number_keys import KEYS, likeliest, usual
from genre_core.genres import GENRES
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import add_decision, add_tracks, add_verdict, moderator

NAMES = [genre.name for genre in GENRES]


def history(store: Store, track: int, artist: str = "band") -> tuple[str, ...]:
    with store.reading() as connection:
        return artist_history(connection, track, artist)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("h", "The one decided claim was upheld."),
        ("hh", "None of 2 decided claims was overturned."),
        ("p", "The one decided claim was overturned, to Punk."),
        ("n", "The one decided claim was overturned, as not music."),
        ("hhp", "1 of 3 decided claims was overturned, to Punk."),
        ("hhppn", "3 of 5 decided claims were overturned, most often to Punk."),
        ("pp", "2 of 2 decided claims were overturned, to Punk."),
    ],
)
def test_what_became_of_an_artists_claims(store: Store, answers: str, sentence: str) -> None:
    ids = add_tracks(store, 12, artist_key="band", claimed_genre="Rock")
    add_tracks(store, 3, artist_key="others")
    columns: dict[str, dict[str, Any]] = {
        "h": {"answer": Answer.HOLDS},
        "p": {"answer": Answer.GENRE_IS, "genres": ["Punk"]},
        "n": {"answer": Answer.NOT_MUSIC},
    }
    for track, letter in zip(ids[1:], answers, strict=False):
        add_decision(store, moderator("mo"), track, f"d{track}", **columns[letter])
    assert history(store, ids[0]) == ("12 tracks of the artist in the catalogue.", sentence)


def test_the_tracks_own_decisions_are_not_in_its_history(store: Store) -> None:
    ids = add_tracks(store, 2, artist_key="band", claimed_genre="Rock")
    add_decision(store, moderator("mo"), ids[0], "d1")
    assert history(store, ids[0]) == ("2 tracks of the artist in the catalogue.",)


def test_what_is_disputed_or_undone_is_not_counted(store: Store) -> None:
    ids = add_tracks(store, 3, artist_key="band", claimed_genre="Rock")
    add_decision(store, moderator("mo"), ids[1], "d1")
    add_decision(store, moderator("al"), ids[1], "d2", answer=Answer.NOT_MUSIC)
    add_decision(store, moderator("mo"), ids[2], "d3", answer=Answer.NOT_MUSIC)
    add_decision(store, moderator("mo"), ids[2], "d4", answer=Answer.UNDO, supersedes="d3")
    assert history(store, ids[0]) == ("3 tracks of the artist in the catalogue.",)


def test_an_only_track_and_a_nameless_artist(store: Store) -> None:
    (track,) = add_tracks(store, 1, artist_key="band")
    assert history(store, track) == ("The artist's only track in the catalogue.",)
    assert history(store, track, "") == ()


def test_the_latest_verdict_counts(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    with store.reading() as connection:
        assert judgement_of(connection, track) is None
    for guess in ("Rock", "Jazz"):
        add_verdict(store, track, predicted=guess, probabilities={guess: 1.0})
    with store.reading() as connection:
        judgement = judgement_of(connection, track)
    assert judgement is not None
    assert judgement.predicted == "Jazz"


def keys_of(store: Store, chances: dict[str, float], claimed: str) -> tuple[str, ...]:
    (track,) = add_tracks(store, 1)
    add_verdict(store, track, probabilities=chances)
    with store.reading() as connection:
        return likeliest(judgement_of(connection, track), claimed)


def test_the_first_keys_are_the_models_guesses(store: Store) -> None:
    chances = {"Classical": 0.1, "Electronic": 0.3, "Rock": 0.6}
    found = keys_of(store, chances, "Punk")
    assert found[:4] == ("Rock", "Electronic", "Classical", "Punk")
    # Then what is near the claim: its child and its parent go before its cousins.
    assert found[4] == "Post-Punk"
    assert len(found) == KEYS


def test_the_claim_has_a_key_however_little_the_model_thinks_of_it(store: Store) -> None:
    chances = {name: 1 / (2 + number) for number, name in enumerate(NAMES)}
    found = keys_of(store, chances, NAMES[-1])
    assert found == (*NAMES[: KEYS - 1], NAMES[-1])


@given(st.sampled_from(["", *NAMES]))
def test_without_a_model_nine_keys_still_name_nine_genres(claimed: str) -> None:
    found = likeliest(None, claimed)
    assert len(set(found)) == KEYS
    assert not claimed or found[0] == claimed


def test_blind_keys_name_the_catalogues_commonest_genres_by_the_alphabet(store: Store) -> None:
    common = ["Trip-Hop", "Post-Punk", "Metal"]
    for number, name in enumerate(common):
        add_tracks(store, number + 1, claimed_genre=name)
    with store.reading() as connection:
        found = usual(connection)
    assert set(common) <= set(found)
    assert list(found) == sorted(found)
    assert len(found) == KEYS
