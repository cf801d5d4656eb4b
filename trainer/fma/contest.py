"""The 3,834 clips of the contest that the project started from.

``contest_2020.csv`` has a line a clip: track_id, split (3,069 train, 765 test), genre. The ids
and the split were listed by a public notebook of that course (Kaggle,
multitask-music-classification, 2020). The genres are reconstructed: the first of a track's own
tags that is one of the twenty. That rule gives back the class counts which the course printed
for Trip-Hop, Soundtrack, Classical and Chiptune exactly. It is empty for the 260 clips whose
genre cannot be known: 246 tracks are gone from the archive's final table, 14 carry none of the
twenty.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("contest_2020.csv")


@dataclass(frozen=True, slots=True)
class ContestClip:
    """One clip of the contest.

    Attributes:
        id: the archive's number, > 0.
        split: "train" or "test".
        genre: as reconstructed, or empty.
    """

    id: int
    split: str
    genre: str


def read_contest() -> tuple[ContestClip, ...]:
    """Return all clips of the contest, by id."""
    with LIST.open(newline="", encoding="utf-8") as lines:
        return tuple(
            ContestClip(int(row["track_id"]), row["split"], row["genre"])
            for row in csv.DictReader(lines)
        )
