"""A catalogue of short made-up tracks, all of them flagged, for tests of the whole desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import select

from genre_core.classifier import shared_classifier
from genre_core.desk.queues import Queue
from genre_core.desk.records import DecisionRecord, stream_decisions
from genre_core.desk.wishes import FlagWish, open_flags
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Reading
from genre_core.exchange.taking import take
from genre_core.people import LOCAL
from genre_core.ruling import Chosen
from genre_core.scan.running import scan
from genre_core.scan.terms import ScanTerms
from genre_core.store.chain import verify
from genre_core.store.engine import Store, database_url, open_store
from genre_core.store.schema import tracks
from tests.data_folder import fill_own_folder
from tests.genre_core.sounds import encode

TRACKS = 54
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLAIMS = ("Rock", "Classical", "Electronic", "Pop", "Soundtrack", "Punk")


@dataclass
class Catalogue:
    """A data folder with tracks that are all flagged."""

    folder: Path

    def decisions(self) -> list[DecisionRecord]:
        """What the store holds, in its order."""
        store = self.open()
        with store.reading() as connection:
            found = list(stream_decisions(connection))
            assert verify(connection).whole
        store.close()
        return found

    def open(self) -> Store:
        return open_store(database_url(self.folder))


def fill(folder: Path) -> Catalogue:
    """Make short tracks, take them in, let the model hear them, and flag every one."""
    catalogue = Catalogue(fill_own_folder(folder))
    random = np.random.default_rng(440)
    rows = []
    for number in range(TRACKS):
        time = np.arange(22_050 * 6) / 22_050
        pitch = random.uniform(80, 900)
        sound = 0.4 * np.sin(2 * np.pi * time * pitch * (1 + 0.02 * time))
        sound += 0.05 * random.standard_normal(len(time))
        path = folder / f"track-{number:02}.flac"
        path.write_bytes(encode(sound[:, None].astype(np.float32), 22_050, "FLAC PCM_16"))
        claim = CLAIMS[number % len(CLAIMS)]
        track = CatalogueTrack(
            f"t{number:02}", str(path), title=f"Title {number:02}", artist="A", claimed=claim
        )
        rows.append(CatalogueRow(number + 1, track))
    store = catalogue.open()
    take(store, LOCAL, Reading("made", "csv", iter(rows)), NOW)
    scan(store, LOCAL, ScanTerms(shared_classifier("open-music"), uncertain_share=0, audit_share=0))
    with store.writing() as connection:
        ids = connection.execute(select(tracks.c.id)).scalars().all()
        wishes = [
            FlagWish(track, None, Queue.FLAGGED, False, track / TRACKS / 2, Chosen.MODEL)
            for track in ids
        ]
        open_flags(connection, wishes, NOW)
    store.close()
    return catalogue
