"""One label out of several moderators' and the model's chances, by CROWDLAB.

CROWDLAB (H. W. Goh, U. Tkachenko, J. Mueller, "CROWDLAB: Supervised learning to infer consensus
labels and quality scores for data with multiple annotators", 2022; cleanlab) weighs each
moderator by how often they agree with others and the model by how often it is right. It says
what a label is worth, and which tracks most deserve another opinion. It decides nothing: a
disagreement goes to a senior, whatever comes out here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genre_core.desk.voices import Voice

LEAST_TRACKS = 10
"""Tracks with two labels that are needed to know how good moderators are."""

_TINY = 1e-9  # a chance is above 0, since another label may have had all of it


@dataclass(frozen=True, slots=True)
class Agreed:
    """What several labels of a track come to.

    Attributes:
        track: its row.
        label: the label that is most likely right.
        quality: how likely, in [0, 1].
        votes: moderators who labelled it.
        agreeing: share of them whose label that is, in [0, 1].
    """

    track: int
    label: str
    quality: float
    votes: int
    agreeing: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What a moderator's labels are worth.

    Attributes:
        moderator: who.
        tracks: that others labelled too.
        quality: how likely a label of theirs is right, in [0, 1].
        agreeing: share of their labels that are the consensus, in [0, 1].
    """

    moderator: str
    tracks: int
    quality: float
    agreeing: float


@dataclass(frozen=True, slots=True)
class Consensus:
    """What labels come to where several voted.

    Attributes:
        tracks: the least certain first.
        moderators: the best first.
        sentence: why there is none; empty where there is.
    """

    tracks: tuple[Agreed, ...]
    moderators: tuple[Worth, ...]
    sentence: str


def crowdlab(voices: Sequence[Voice], chances: Mapping[int, Mapping[str, float]]) -> Consensus:
    """Return the consensus on every track that two or more moderators labelled.

    Args:
        voices: standing decisions, one a moderator and track.
        chances: the model's, by row of the track and genre; tracks without any may lack.
    """
    labelled = [voice for voice in voices if voice.label]
    votes = Counter(voice.track for voice in labelled)
    labelled = [voice for voice in labelled if votes[voice.track] > 1]
    tracks = list(dict.fromkeys(voice.track for voice in labelled))
    agree = len({(v.track, v.label) for v in labelled}) < len(labelled)
    if len(tracks) < LEAST_TRACKS or not agree:
        return Consensus((), (), _missing(len(tracks)))
    labels = sorted({v.label for v in labelled}.union(*(chances.get(t, {}) for t in tracks)))
    if len(labels) < 2:
        return Consensus((), (), "Only one label occurs, and no model's chances: all agree.")
    return _weighed(labelled, _table(tracks, labels, chances), tracks, labels)


def _weighed(
    voices: Sequence[Voice],
    chances: NDArray[np.float64],
    tracks: Sequence[int],
    labels: Sequence[str],
) -> Consensus:
    # Here, since it takes seconds and brings scikit-learn; the rest of the desk does without.
    from cleanlab.multiannotator import get_label_quality_multiannotator

    people = sorted({voice.moderator for voice in voices})
    row, column, code = (
        {each: number for number, each in enumerate(of)} for of in (tracks, people, labels)
    )
    given = np.full((len(tracks), len(people)), np.nan)
    for voice in voices:
        given[row[voice.track], column[voice.moderator]] = code[voice.label]
    found = get_label_quality_multiannotator(
        given, chances, return_detailed_quality=True, verbose=False
    )
    agreed = [
        Agreed(track, labels[int(label)], float(quality), int(votes), float(agreeing))
        for track, (label, quality, agreeing, votes) in zip(
            tracks, found["label_quality"].itertuples(index=False), strict=True
        )
    ]
    stats = found["annotator_stats"]
    worths = [
        Worth(
            people[number],
            int(stats["num_examples_labeled"][number]),
            float(stats["annotator_quality"][number]),
            float(stats["agreement_with_consensus"][number]),
        )
        for number in stats.index
    ]
    agreed.sort(key=lambda each: each.quality)
    worths.sort(key=lambda each: -each.quality)
    return Consensus(tuple(agreed), tuple(worths), "")


def _table(
    tracks: Sequence[int], labels: Sequence[str], chances: Mapping[int, Mapping[str, float]]
) -> NDArray[np.float64]:
    """Chances (tracks, labels) above 0 that add up to 1; all alike where there are none."""
    known = [chances.get(track, {}) for track in tracks]
    table = np.array([[of.get(label, 0.0) for label in labels] for of in known])
    # No two alike in a row: cleanlab would break a tie by a global generator of chance.
    table = np.maximum(table, _TINY) * np.linspace(1, 1 - _TINY, len(labels))
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def _missing(tracks: int) -> str:
    if tracks < LEAST_TRACKS:
        return f"{tracks} tracks have labels of two moderators; {LEAST_TRACKS} or more are needed."
    return "No two moderators agree on any track, so that nothing says whose labels are good."
