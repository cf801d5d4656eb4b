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
from genre_core.desk.queues import Queue
from genre_core.desk.voices import Voice, by_track, outcome
from genre_core.store.schema import policies

_QUEUES = frozenset({Queue.FLAGGED.value, Queue.AUDIT.value})


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of n tracks; each bool (n,).

    Attributes:
        wrong: their claim is wrong.
        holds: their claim is right; never both.
        drawn: they were decided in the random audit; all of them are wrong or hold.
        answered: somebody said what the music is, whatever came of it: no flag of theirs waits.
        alphas: of all policies that were ever made, rising.
    """

    wrong: NDArray[np.bool_]
    holds: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    alphas: tuple[float, ...]
    answered: NDArray[np.bool_]

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Which of them are known at all, (n,)."""
        return self.wrong | self.holds

    def of(self, rows: NDArray[np.int64]) -> "Known":
        """Return what is known of these rows, int64 (m,)."""
        kinds = (self.wrong[rows], self.holds[rows], self.drawn[rows])
        return Known(*kinds, self.alphas, self.answered[rows])


def known_outcomes(
    catalogue: Catalogue, standing: Iterable[Voice], alphas: Sequence[float]
) -> Known:
    """Return what is known of a catalogue's tracks.

    Args:
        catalogue: n tracks.
        standing: decisions that stand, as :func:`standing_voices` gives them.
        alphas: of all policies that were ever made.
    """
    n = len(catalogue.ids)
    wrong, holds, drawn, answered = np.zeros((4, n), bool)
    claimed = (*catalogue.claims.names, "")
    for track, said in by_track(standing).items():
        row = int(np.searchsorted(catalogue.ids, track))
        if row == n or catalogue.ids[row] != track:
            continue
        answered[row] = True
        queues = {voice.queue for voice in said}
        found = outcome(said) if queues & _QUEUES else None
        if found is None or found.claimed != claimed[catalogue.claims.codes[row]]:
            continue
        (holds if found.upholds else wrong)[row] = True
        drawn[row] = Queue.AUDIT in queues
    return Known(wrong, holds, drawn, tuple(sorted(set(alphas))), answered)


def past_alphas(connection: Connection) -> tuple[float, ...]:
    """Return the alpha of every policy that was ever made, rising."""
    return tuple(connection.execute(select(policies.c.alpha).distinct()).scalars())
