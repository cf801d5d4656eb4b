"""Histories of a desk whose truth is known: who errs how often, which claims lie, what is flagged.

Rows are put into the store directly, without leases and without the audit trail.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert

from genre_core.desk.queues import Queue
from genre_core.genres import GENRES
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import (
    decisions,
    flags,
    golden_items,
    moderators,
    policies,
    tracks,
    verdicts,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = tuple(genre.name for genre in GENRES)
STEPS = 200
"""Honest p-values are whole parts of this."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A moderator: how often right, and how often what the model says is simply repeated.

    Attributes:
        name: subject and name.
        accuracy: chance to give the true genre; otherwise another one, drawn.
        leaning: chance to give the model's guess, where it can be seen.
    """

    name: str
    accuracy: float
    leaning: float = 0.0


@dataclass(frozen=True, slots=True)
class World:
    """What is true.

    Attributes:
        habits: the moderators.
        tracks: how many there are.
        each: tracks an artist.
        lying: share of claims that are wrong.
        skill: chance that the model's guess is the true genre.
        alpha: share of honest tracks that are flagged.
        power: share of wrong claims that are flagged.
        audit: share of unflagged tracks that are drawn.
        second: share of decisions that another moderator gives as well, blind.
        golden: items that each moderator answers.
        appeals: share of decisions on flags that the uploader contests.
        bend: honest p-values are uniform to this power; 1 is what a calibration promises.
    """

    habits: tuple[Habit, ...] = (Habit("ada", 0.95), Habit("ben", 0.9), Habit("cy", 0.8))
    tracks: int = 2000
    each: int = 3
    lying: float = 0.1
    skill: float = 0.6
    alpha: float = 0.05
    power: float = 0.7
    audit: float = 0.3
    second: float = 0.3
    golden: int = 40
    appeals: float = 0.1
    bend: float = 1.0


@dataclass(frozen=True, slots=True)
class Truth:
    """One track: its row and verdict, artist, true, claimed and guessed genre, and the p-value."""

    row: int
    verdict: int
    artist: str
    genre: str
    claimed: str
    predicted: str
    p_value: float
    flagged: bool

    @property
    def honest(self) -> bool:
        """Whether the claim is true."""
        return self.genre == self.claimed


def fill(store: Store, world: World, seed: int = 440) -> tuple[Truth, ...]:
    """Put a world and what its moderators decided into an empty store; return the truth."""
    random = np.random.default_rng(seed)
    with store.writing() as connection:
        truths = _add_tracks(connection, world, random)
        names = [habit.name for habit in world.habits]
        rows = dict(zip(names, _add_people(connection, world), strict=True))
        _add(connection, decisions, list(_decided(world, truths, rows, random)))
        golden = truths[-world.golden :] if world.golden else ()
        items = [
            {
                "track_id": truth.row,
                "answer": Answer.GENRE_IS,
                "genres": [truth.genre],
                "moderator_id": next(iter(rows.values())),
                "added_at": NOW,
            }
            for truth in golden
        ]
        _add(connection, golden_items, items)
        _add(connection, flags, list(_flags(truths, random)))
    return truths


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _add_people(connection: Connection, world: World) -> list[int]:
    people = [
        {"subject": h.name, "name": h.name, "role": "moderator"}
        | dict.fromkeys(("first_seen_at", "last_seen_at"), NOW)
        for h in world.habits
    ]
    adding = insert(moderators).returning(moderators.c.id, sort_by_parameter_order=True)
    return list(connection.execute(adding, people).scalars())


def _add_tracks(
    connection: Connection, world: World, random: np.random.Generator
) -> tuple[Truth, ...]:
    policy = connection.execute(
        insert(policies).values(alpha=world.alpha, made_at=NOW).returning(policies.c.id)
    ).scalar_one()
    drawn = [_draw(world, number, random) for number in range(world.tracks)]
    rows = [
        {
            "key": f"track-{number}",
            "artist": truth.artist,
            "artist_key": truth.artist,
            "claimed": truth.claimed,
            "claimed_genre": truth.claimed,
            "added_at": NOW - timedelta(days=30),
        }
        for number, truth in enumerate(drawn)
    ]
    adding = insert(tracks).returning(tracks.c.id, sort_by_parameter_order=True)
    numbers = list(connection.execute(adding, rows).scalars())
    judged = [
        _verdict(truth, row, policy, random) for truth, row in zip(drawn, numbers, strict=True)
    ]
    judging = insert(verdicts).returning(verdicts.c.id, sort_by_parameter_order=True)
    found = list(connection.execute(judging, judged).scalars())
    return tuple(
        Truth(row, verdict, t.artist, t.genre, t.claimed, t.predicted, t.p_value, t.flagged)
        for t, row, verdict in zip(drawn, numbers, found, strict=True)
    )


def _draw(world: World, number: int, random: np.random.Generator) -> Truth:
    genre = str(random.choice(NAMES))
    lies = random.random() < world.lying
    claimed = _other(genre, random) if lies else genre
    predicted = genre if random.random() < world.skill else _other(genre, random)
    p_value = float(np.ceil(random.random() ** world.bend * STEPS) / STEPS)
    if lies:
        caught = random.random() < world.power
        p_value = 1 / STEPS if caught else max(p_value, world.alpha + 1 / STEPS)
    artist = f"artist {number // world.each}"
    return Truth(0, 0, artist, genre, claimed, predicted, p_value, p_value <= world.alpha)


def _verdict(truth: Truth, row: int, policy: int, random: np.random.Generator) -> dict[str, Any]:
    chances = random.dirichlet(np.full(len(NAMES), 0.3))
    of = dict(zip(NAMES, sorted(chances), strict=True))
    best = NAMES[-1]
    of[best], of[truth.predicted] = of[truth.predicted], of[best]
    return {
        "track_id": row,
        "policy_id": policy,
        "model": "open-music",
        "model_version": "1",
        "claimed_genre": truth.claimed,
        "outcome": "mismatch" if truth.flagged else "plausible",
        "scope": "genre",
        "predicted": truth.predicted,
        "p_value": truth.p_value,
        "probabilities": {name: round(float(p), 6) for name, p in of.items()},
        "severity": 1 - truth.p_value,
        "uncertainty": 1.0,
        "made_at": NOW - timedelta(days=20),
    }


def _decided(
    world: World,
    truths: Sequence[Truth],
    rows: Mapping[str, int],
    random: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    numbers = count()
    items = truths[len(truths) - world.golden :]

    def said(truth: Truth, habit: Habit, queue: Queue, blind: bool) -> dict[str, Any]:
        number = next(numbers)
        drawn = Chosen.MODEL if truth.flagged else Chosen.CHANCE
        at = NOW - timedelta(days=6) + timedelta(seconds=5 * number)
        return _opinion(truth, habit, blind, random) | {
            "key": f"decision-{number}",
            "track_id": truth.row,
            "claimed": truth.claimed,
            "claimed_genre": truth.claimed,
            "verdict_id": truth.verdict,
            "moderator_id": rows[habit.name],
            "decided_at": at,
            "taken_at": at - timedelta(seconds=8),
            "seconds": float(random.lognormal(1.4, 0.5)),
            "queue": queue,
            "chosen_by": drawn,
            "blind": blind,
        }

    for truth in truths[: len(truths) - world.golden]:
        queue = Queue.FLAGGED if truth.flagged else Queue.AUDIT
        if queue is Queue.AUDIT and random.random() >= world.audit:
            continue
        people = [world.habits[n] for n in random.permutation(len(world.habits))]
        yield said(truth, people[0], queue, queue is Queue.AUDIT)
        if len(people) > 1 and random.random() < world.second:
            yield said(truth, people[1], Queue.SECOND, True)
        if len(people) > 2 and truth.flagged and random.random() < world.appeals:
            yield said(truth, people[2], Queue.APPEALS, False) | {"settles": True}
    for habit in world.habits:
        for truth in items:
            yield said(truth, habit, Queue.GOLDEN, False)


def _opinion(
    truth: Truth, habit: Habit, blind: bool, random: np.random.Generator
) -> dict[str, Any]:
    leans = not blind and random.random() < habit.leaning
    right = random.random() < habit.accuracy
    genre = truth.predicted if leans else truth.genre if right else _other(truth.genre, random)
    if genre == truth.claimed:
        return {"answer": Answer.HOLDS, "genres": []}
    return {"answer": Answer.GENRE_IS, "genres": [genre]}


def _flags(truths: Sequence[Truth], random: np.random.Generator) -> Iterator[dict[str, Any]]:
    """The flags, opened three weeks ago; half of them are still open."""
    for truth in truths:
        if truth.flagged:
            done = random.random() < 0.5
            ago = float(random.uniform(0, 6))
            yield {
                "track_id": truth.row,
                "verdict_id": truth.verdict,
                "queue": Queue.FLAGGED,
                "state": "decided" if done else "open",
                "chosen_by": Chosen.MODEL,
                "opened_at": NOW - timedelta(days=21),
                "closed_at": NOW - timedelta(days=ago) if done else None,
            }


def _other(genre: str, random: np.random.Generator) -> str:
    others = [name for name in NAMES if name != genre]
    return others[int(random.integers(len(others)))]
