"""Decisions as the figures hear them: who said what of which track, how it came up, what stands.

A moderator's last decision on a track counts, and what was undone does not, as everywhere
(module standing). An answer to a golden item asks about the moderator: it stands beside their
decision on the track, and is never an opinion on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from genre_core.desk.labels import Word, in_accord, label, upholds
from genre_core.desk.queues import Queue
from genre_core.outcomes import Scope
from genre_core.ruling import OPINIONS, Answer, Chosen, last_standing
from genre_core.store.schema import decisions, moderators, policies, tracks, verdicts

_AT_ONCE = 2000  # rows fetched from the database
_ANSWERS = {answer.value: answer for answer in Answer}
_CHOSEN = {chosen.value: chosen for chosen in Chosen}
_NO_ANSWERS = (Answer.SKIP, Answer.ESCALATE, Answer.UNDO)  # nothing is shown after them
_OPINIONS = tuple(OPINIONS)  # compared by identity, which is quicker than by the hash of a word


@dataclass(frozen=True, slots=True)
class Voice:
    """One decision.

    Attributes:
        number: its row; later decisions have higher ones.
        key, supersedes: its name, and the name of the one that it makes void.
        track: row of the track.
        moderator, name: their subject, and what colleagues see.
        answer, genres: what was said.
        queue: the queue the track was in.
        chosen_by: how it came up.
        blind: whether model and claim were hidden.
        settles: whether it ends a disagreement.
        bundle: of all that was decided by the same stroke, or empty.
        decided_at: when.
        taken_at: when the lease began, None without one.
        seconds: on screen, None where nobody measured.
        artist: whose track; a name that no other has, where nobody is named.
        claimed: the tree's name of the claim as it was then, empty where it names none.
        verdict: row of the verdict, None without one.
        predicted: the model's guess, empty without one.
        model: whose guess, with its version; empty without a verdict.
        p_value: of the claimed genre, in (0, 1]; None where the genre itself was not tested.
        cut: the verdict's alpha, or the level where that is larger: above it no p-value flags.
        label: what it says in one word; empty where it says nothing that can be compared.
        upholds: whether it leaves the claim standing.
    """

    number: int
    key: str
    supersedes: str
    track: int
    moderator: str
    name: str
    answer: Answer
    genres: tuple[str, ...]
    queue: str
    chosen_by: Chosen
    blind: bool
    settles: bool
    bundle: str
    decided_at: datetime
    taken_at: datetime | None
    seconds: float | None
    artist: str
    claimed: str
    verdict: int | None
    predicted: str
    model: str
    p_value: float | None
    cut: float
    label: str
    upholds: bool

    @property
    def is_opinion(self) -> bool:
        """Whether it says something of the music."""
        return self.answer in _OPINIONS


def read_voices(connection: Connection) -> tuple[Voice, ...]:
    """Return all decisions, undone ones and undos too, in the order of their rows."""
    v, p = verdicts.c, policies.c
    joined = decisions.join(tracks, decisions.c.track_id == tracks.c.id)
    joined = joined.join(moderators, decisions.c.moderator_id == moderators.c.id)
    joined = joined.outerjoin(verdicts, decisions.c.verdict_id == v.id)
    joined = joined.outerjoin(policies, v.policy_id == p.id)
    d, m, t = decisions.c, moderators.c, tracks.c
    query = select(
        *(d.id, d.key, d.supersedes, d.track_id, m.subject, m.name, d.answer, d.genres, d.queue),
        *(d.chosen_by, d.blind, d.settles, d.bundle, d.decided_at, d.taken_at, d.seconds),
        *(t.artist_key, d.claimed_genre, d.verdict_id, v.predicted, v.model, v.model_version),
        *(v.scope, v.p_value, p.alpha, p.level),
    )
    query = query.select_from(joined).order_by(d.id)
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    return tuple(_voice(row) for row in rows)


def _voice(row: Iterable[Any]) -> Voice:
    # By place, since a hundred thousand rows by name take a second longer.
    number, key, supersedes, track, subject, name, word, named, queue, *rest = row
    chosen, blind, settles, bundle, decided, taken, seconds, *rest = rest
    artist, claimed, verdict, predicted, model, version, scope, p_value, alpha, level = rest
    answer, genres = _ANSWERS[word], tuple(named)
    return Voice(
        number=number,
        key=key,
        supersedes=supersedes,
        track=track,
        moderator=subject,
        name=name,
        answer=answer,
        genres=genres,
        queue=queue,
        chosen_by=_CHOSEN[chosen],
        blind=blind,
        settles=settles,
        bundle=bundle,
        decided_at=decided,
        taken_at=taken,
        seconds=seconds,
        artist=artist or f"track {track}",
        claimed=claimed,
        verdict=verdict,
        predicted=predicted or "",
        model=f"{model} {version}" if model else "",
        p_value=p_value if scope == Scope.GENRE else None,
        cut=max(alpha or 0.0, level or 0.0),
        label=label(answer, genres, claimed),
        upholds=upholds(answer, genres, claimed),
    )


def standing_voices(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return each moderator's last decision on each track, in the order of their rows.

    Where the track is a golden item, the first answer to that stands as well, undone or not: after
    it the verdict is shown, and whoever answers again knows more than was asked.
    """
    histories: dict[tuple[int, str, bool], list[Voice]] = defaultdict(list)
    for voice in voices:
        histories[voice.track, voice.moderator, voice.queue == Queue.GOLDEN].append(voice)
    counted = (
        _first_answer(history) if golden else last_standing(history)
        for (_, _, golden), history in histories.items()
    )
    return tuple(sorted((voice for voice in counted if voice), key=lambda voice: voice.number))


def _first_answer(history: Iterable[Voice]) -> Voice | None:
    return next((voice for voice in history if voice.answer not in _NO_ANSWERS), None)


def by_track(voices: Iterable[Voice]) -> dict[int, tuple[Voice, ...]]:
    """Return the opinions on each track, in the order of their rows; golden answers are none."""
    found: dict[int, list[Voice]] = defaultdict(list)
    for voice in voices:
        if voice.is_opinion and voice.queue != Queue.GOLDEN:
            found[voice.track].append(voice)
    return {track: tuple(said) for track, said in found.items()}


def outcome(opinions: Sequence[Voice]) -> Voice | None:
    """Return the opinion that stands for all on one track; None where they differ, or are none.

    A decision that settles counts alone.
    """
    counted = [voice for voice in opinions if voice.settles][-1:] or opinions
    place = in_accord([Word(voice.label, voice.upholds) for voice in counted])
    return None if place is None else counted[place]
