"""Which claims of the catalogue are known to be wrong or to hold, since people decided on them.

Decisions out of the queue of flags and out of the random audit count. Those on what the model was
least sure of do not: they are no sample of anything. Neither does a decision on an earlier claim,
nor a track on which opinions differ and none settles it.

How the tracks were chosen limits what they tell. The audit draws uniformly among all tracks that
are unflagged at the time. Flags are decided worst first, so that the decided ones are wrong more
often than those still open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from genre_core.desk.policy.catalogue import Catalogue
from genre_core.desk.queues import ASK_AGAIN, Queue
from genre_core.desk.voices import Voice, by_track, outcome
from genre_core.ruling import Answer
from genre_core.store.schema import flags, policies

_QUEUES = frozenset({Queue.FLAGGED.value, Queue.AUDIT.value})


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of n tracks; each bool (n,).

    Attributes:
        wrong: their claim is wrong.
        holds: their claim is right; never both.
        drawn: they were decided in the random audit; all of them are wrong or hold.
        alphas: of all policies that were ever made, rising.
        answered: somebody looked, be it only to say that one cannot tell: no flag of theirs waits.
        asked_again: another opinion is wanted, which must not know the first.
    """

    wrong: NDArray[np.bool_]
    holds: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    alphas: tuple[float, ...]
    answered: NDArray[np.bool_]
    asked_again: NDArray[np.bool_]

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Which of them are known at all, (n,)."""
        return self.wrong | self.holds

    def of(self, rows: NDArray[np.int64]) -> "Known":
        """Return what is known of these rows, int64 (m,)."""
        kinds = (self.wrong[rows], self.holds[rows], self.drawn[rows])
        return Known(*kinds, self.alphas, self.answered[rows], self.asked_again[rows])


def known_outcomes(
    catalogue: Catalogue,
    standing: Sequence[Voice],
    alphas: Sequence[float],
    asked_again: Iterable[int] = (),
) -> Known:
    """Return what is known of a catalogue's tracks.

    Args:
        catalogue: n tracks.
        standing: decisions that stand, as :func:`standing_voices` gives them.
        alphas: of all policies that were ever made.
        asked_again: rows of the tracks on which another opinion is wanted.
    """
    n = len(catalogue.ids)
    wrong, holds, drawn = np.zeros((3, n), bool)
    claimed = (*catalogue.claims.names, "")
    opinions = by_track(standing)
    for row, track in _rows(catalogue, opinions):
        said = opinions[track]
        queues = {voice.queue for voice in said}
        found = outcome(said) if queues & _QUEUES else None
        if found is None or found.claimed != claimed[catalogue.claims.codes[row]]:
            continue
        (holds if found.upholds else wrong)[row] = True
        drawn[row] = Queue.AUDIT in queues
    answered, again = np.zeros((2, n), bool)
    looked = {
        voice.track
        for voice in standing
        if voice.answer is Answer.CANNOT_TELL and voice.queue != Queue.GOLDEN
    }
    answered[[row for row, _ in _rows(catalogue, looked | opinions.keys())]] = True
    again[[row for row, _ in _rows(catalogue, asked_again)]] = True
    return Known(wrong, holds, drawn, tuple(sorted(set(alphas))), answered, again)


def _rows(catalogue: Catalogue, tracks: Iterable[int]) -> list[tuple[int, int]]:
    """The places of tracks in the catalogue, each with the track; others' are left out."""
    ids = np.fromiter(tracks, np.int64)
    at = np.minimum(np.searchsorted(catalogue.ids, ids), max(0, len(catalogue.ids) - 1))
    there = np.asarray(catalogue.ids)[at] == ids if len(catalogue.ids) else np.zeros(len(ids), bool)
    return list(zip(at[there].tolist(), ids[there].tolist(), strict=True))


def tracks_asked_again(connection: Connection) -> tuple[int, ...]:
    """Return the rows of the tracks on which another opinion is wanted at present."""
    waiting = select(flags.c.track_id).distinct()
    waiting = waiting.where(flags.c.state == "open", flags.c.queue.in_(ASK_AGAIN))
    return tuple(connection.execute(waiting).scalars())


def past_alphas(connection: Connection) -> tuple[float, ...]:
    """Return the alpha of every policy that was ever made, rising."""
    return tuple(connection.execute(select(policies.c.alpha).distinct()).scalars())
