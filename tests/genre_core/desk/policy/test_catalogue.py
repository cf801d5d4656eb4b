"""The catalogue is what a model heard last of each track, whatever the claim was then."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text, update

from genre_core.classifier import Classifier
from genre_core.desk.policy.catalogue import Catalogue, newest_verdict, read_catalogue
from genre_core.desk.policy.chances import read_chances
from genre_core.desk.policy.grounds import read_grounds
from genre_core.errors import StoreError
from genre_core.scan.running import scan
from genre_core.scan.terms import ScanTerms
from genre_core.store.engine import Store
from genre_core.store.schema import tracks, verdicts
from tests.genre_core.desk.floor import ADMIN, NOON, add_tracks, add_verdict
from tests.genre_core.sounds import music

GENRES = ("Classical", "Electronic", "Rock")


def judged(store: Store, track: int, *chances: float, **columns: Any) -> int:
    said = dict(zip(GENRES, chances, strict=True))
    return add_verdict(store, track, probabilities=said, **columns)


def read(store: Store, genres: tuple[str, ...] = GENRES) -> Catalogue:
    with store.reading() as connection:
        return read_catalogue(connection, "tiny", "1", genres)


def test_an_empty_store_is_an_empty_catalogue(store: Store) -> None:
    found = read(store)
    assert found.chances.shape == (0, 3)
    assert (len(found.ids), found.unheard, found.faults) == (0, 0, 0)
    assert found.claimed == ()
    assert found.predicted.shape == (0,)


def test_each_track_has_the_latest_verdict_of_this_model(store: Store) -> None:
    one, two, three, _ = add_tracks(store, 4, claimed_genre="Rock")
    judged(store, one, 0.5, 0.25, 0.25)
    judged(store, one, 0.25, 0.5, 0.25)
    judged(store, two, 0.125, 0.125, 0.75)
    judged(store, two, 1.0, 0.0, 0.0, model_version="2")
    judged(store, three, 1.0, 0.0, 0.0, model="other")
    found = read(store)
    assert found.ids.tolist() == [one, two]
    assert found.keys == ("t0", "t1")
    assert found.chances.tolist() == [[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]]
    assert found.predicted.tolist() == [1, 2]
    assert found.unheard == 2


def test_genres_come_in_the_order_that_is_asked_for(store: Store) -> None:
    (one,) = add_tracks(store, 1)
    judged(store, one, 0.5, 0.375, 0.125)
    assert read(store, GENRES[::-1]).chances.tolist() == [[0.125, 0.375, 0.5]]


def test_verdicts_over_other_genres_count_as_unheard(store: Store) -> None:
    one, two = add_tracks(store, 2)
    add_verdict(store, one, probabilities={"Rock": 0.5, "Classical": 0.25, "Folk": 0.25})
    judged(store, two, 0.5, 0.25, 0.25)
    found = read(store)
    assert found.ids.tolist() == [two]
    assert found.unheard == 1
    assert len(read(store, ("Classical", "Rock")).ids) == 0


def test_the_claim_is_the_one_of_today(store: Store) -> None:
    tunes = add_tracks(store, 3, claimed_genre="Rock")
    for track in tunes:
        judged(store, track, 0.5, 0.25, 0.25, claimed_genre="Rock")
    with store.writing() as connection:
        connection.execute(update(tracks).where(tracks.c.id == tunes[0]).values(claimed_genre=""))
        changed = update(tracks).where(tracks.c.id == tunes[1])
        connection.execute(changed.values(claimed_genre="Folk"))
    found = read(store)
    assert found.claimed == ("", "Folk", "Rock")
    assert found.claims.codes.tolist() == [-1, 0, 1]


def test_arrival_is_the_upload_or_else_the_import(store: Store) -> None:
    one, two = add_tracks(store, 2)
    earlier = NOON - timedelta(days=400, microseconds=7)
    with store.writing() as connection:
        connection.execute(update(tracks).where(tracks.c.id == one).values(uploaded_at=earlier))
    for track in (one, two):
        judged(store, track, 0.5, 0.25, 0.25)
    found = read(store).arrived.tolist()
    assert found == [earlier.replace(tzinfo=None), NOON.replace(tzinfo=None)]


def test_tracks_are_grouped_by_artist_and_by_who_uploaded_them(store: Store) -> None:
    said: list[dict[str, Any]] = [
        {"artist": "The Beat", "artist_key": "beat", "tags": {"Record_Label": "Loud", "bpm": "3"}},
        {"artist": "the beat", "artist_key": "beat", "tags": {"record label": "LOUD"}},
        {"artist": "", "artist_key": "", "tags": {"uploader": "ann", "record-label": " "}},
        {"artist": "Moor", "artist_key": "moor", "tags": {"genres": "Rock"}},
    ]
    for columns in said:
        (track,) = add_tracks(store, 1, **columns)
        judged(store, track, 0.5, 0.25, 0.25)
    artists, uploader, label = read(store).groupings
    assert (artists.by, artists.names) == ("artist", ("The Beat", "Moor"))
    assert artists.codes.tolist() == [0, 0, -1, 1]
    assert (uploader.by, uploader.names, uploader.codes.tolist()) == (
        "uploader",
        ("ann",),
        [-1, -1, 0, -1],
    )
    assert (label.by, label.names, label.codes.tolist()) == (
        "record label",
        ("Loud",),
        [0, 0, -1, -1],
    )


def test_faults_are_counted(store: Store) -> None:
    add_tracks(store, 2, fault="gone")
    (heard,) = add_tracks(store, 1)
    judged(store, heard, 0.5, 0.25, 0.25)
    found = read(store)
    assert (found.unheard, found.faults) == (2, 2)


def test_more_tracks_than_are_fetched_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genre_core.desk.policy.catalogue._AT_ONCE", 3)
    for track in add_tracks(store, 10):
        judged(store, track, 0.5, 0.25, 0.25)
    assert read(store).ids.tolist() == list(range(1, 11))


def test_a_new_verdict_is_noticed(store: Store) -> None:
    def newest() -> int:
        with store.reading() as connection:
            return newest_verdict(connection)

    assert newest() == 0
    (track,) = add_tracks(store, 1)
    assert newest() < judged(store, track, 0.5, 0.25, 0.25) == newest()


def test_damaged_probabilities_are_a_sentence(store: Store) -> None:
    (track,) = add_tracks(store, 1)
    judged(store, track, 0.5, 0.25, 0.25)
    with store.writing() as connection:
        connection.execute(text('UPDATE verdicts SET probabilities = \'{"Rock": "much"}\''))
    with pytest.raises(StoreError, match="The probabilities of a verdict cannot be read"):
        read(store)


def test_probabilities_are_read_to_the_last_bit() -> None:
    chances = np.random.default_rng(1).dirichlet(np.full(3, 0.1), 500)
    texts = ["{" + ", ".join(f'"{g}": {p!r}' for g, p in zip(GENRES, row, strict=True)) + "}"
             for row in chances.tolist()]  # fmt: skip
    np.testing.assert_array_equal(read_chances(texts, GENRES), chances)
    assert read_chances([], GENRES).shape == (0, 3)


def test_a_scanned_catalogue_is_flagged_as_the_scan_flagged_it(
    store: Store, tiny_classifier: Classifier, tmp_path: Path
) -> None:
    import soundfile

    chance = np.random.default_rng(8)
    for number, claim in enumerate(("Rock", "Classical", "Electronic", "Punk", "", "Rock")):
        noise = (0.01 + 0.1 * number) * chance.standard_normal(8000 * 4) / 4
        sound = np.clip(music(4.0, 8000, 1)[:, 0] * (1 - number / 6) + noise, -1, 1)
        path = tmp_path / f"{number}.flac"
        soundfile.write(path, sound, 8000)
        add_tracks(store, 1, location=str(path), claimed=claim, claimed_genre=claim)
    flags = []
    for alpha in (0.3, 0.1, 0.45):
        scan(store, ADMIN, ScanTerms(tiny_classifier, alpha, audit_share=0.0), lambda: NOON)
        card = tiny_classifier.card
        with store.reading() as connection:
            catalogue = read_catalogue(connection, card.name, card.version, card.genres)
            grounds = read_grounds(connection, catalogue, tiny_classifier.calibration)
            latest = verdicts.select().order_by(verdicts.c.id.desc()).limit(6)
            rows = connection.execute(latest).all()[::-1]
        assert [row.outcome for row in rows] == list(grounds.findings.outcomes(alpha))
        flags.append(int((grounds.thresholds <= alpha).sum()))
        assert flags[-1] == sum(row.outcome == "mismatch" for row in rows)
        assert alpha in grounds.known.alphas
    assert max(flags) > 0
