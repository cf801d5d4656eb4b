"""The catalogue as one model heard it: each track's latest probabilities, in arrays.

Probabilities do not depend on alpha, nor on the claim, so that the latest verdict of a model on a
track tells what any policy would make of the claim that the catalogue has today.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select, Text, func, select, type_coerce

from genre_core.desk.policy.chances import read_chances
from genre_core.desk.policy.grouping import Grouping, group
from genre_core.store.schema import tracks, verdicts

TAGS = ("uploader", "label", "record label", "distributor", "publisher", "account", "user")
"""Tags that say who stands behind a track, as far as a source has them; in small letters."""
_AT_ONCE = 20_000  # rows fetched from the database
# Most tags name nobody; reading all of them as JSON would take half a second more.
_SOMEBODY = re.compile("|".join(tag.split()[-1] for tag in TAGS), re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """n tracks that a model has heard, in the order of their rows.

    Attributes:
        model, version: whose ears.
        genres: K genres of the model.
        ids: int64 (n,), rows of ``tracks``, rising.
        keys, titles: n each; the catalogue's own ids, and what people call the tracks.
        claims: by the tree's name of today's claim; a claim that names no genre is in no group.
        artists: by artist; a track without one is in no group.
        others: by each of :data:`TAGS` that any track has.
        chances: float64 (n, K), after temperature.
        arrived: datetime64[us] (n,) in UTC: uploaded, or else added to the catalogue.
        unheard: further tracks, of which this model has no verdict.
        faults: tracks, among all, that cannot be heard as things are.
    """

    model: str
    version: str
    genres: tuple[str, ...]
    ids: NDArray[np.int64]
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    claims: Grouping
    artists: Grouping
    others: tuple[Grouping, ...]
    chances: NDArray[np.float64]
    arrived: NDArray[np.datetime64]
    unheard: int
    faults: int

    @property
    def claimed(self) -> tuple[str, ...]:
        """The n claimed genres; "" where a claim names none."""
        names = (*self.claims.names, "")  # the code -1 is the last one
        return tuple(names[code] for code in self.claims.codes.tolist())

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Index (n,) of each track's most probable genre among ``genres``."""
        return np.asarray(self.chances.argmax(axis=1), np.int64)

    @property
    def groupings(self) -> tuple[Grouping, ...]:
        """By artist, and by whatever else says who stands behind a track."""
        return (self.artists, *self.others)


def read_catalogue(
    connection: Connection, model: str, version: str, genres: tuple[str, ...]
) -> Catalogue:
    """Return what a model has heard of the catalogue; 100,000 tracks take some seconds.

    Args:
        connection: to the store; nothing is written.
        model: whose verdicts.
        version: of it.
        genres: K genres of the model, in the order of its calibration.

    Raises:
        StoreError: the probabilities of a verdict cannot be read.
    """
    parts = list(_read(connection, model, version, genres))
    columns = [[value for part, _ in parts for value in part[place]] for place in range(8)]
    ids, keys, titles, artist_keys, artists, claimed, tags, arrived = columns
    everything = select(func.count()).select_from(tracks)
    found = connection.execute(everything).scalar_one()
    return Catalogue(
        model=model,
        version=version,
        genres=genres,
        ids=np.array(ids, np.int64),
        keys=tuple(keys),
        titles=tuple(titles),
        claims=group("claim", claimed, claimed),
        artists=group("artist", artist_keys, artists),
        others=_others(tags),
        chances=np.concatenate([np.empty((0, len(genres))), *(rows for _, rows in parts)]),
        arrived=np.array(arrived, np.int64).view("datetime64[us]"),
        unheard=found - len(ids),
        faults=connection.execute(everything.where(tracks.c.fault != "")).scalar_one(),
    )


def newest_verdict(connection: Connection) -> int:
    """Return the highest row number of verdicts: the same as long as no track was judged."""
    return connection.execute(select(func.max(verdicts.c.id))).scalar_one() or 0


def _read(
    connection: Connection, model: str, version: str, genres: tuple[str, ...]
) -> Iterator[tuple[list[list[Any]], NDArray[np.float64]]]:
    """The columns of the query, and the probabilities, some tracks at a time."""
    query = _latest(model, version)
    rows = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    for part in rows.partitions():
        *columns, texts = map(list, zip(*part, strict=True))
        chances = read_chances(texts, genres)
        # The model of that name and version once had other genres: as good as unheard.
        heard = np.flatnonzero(~np.isnan(chances).any(axis=1))
        if len(heard) < len(chances):
            columns = [[column[row] for row in heard] for column in columns]
        yield columns, chances[heard]


def _latest(model: str, version: str) -> Select[Any]:
    t, v = tracks.c, verdicts.c
    latest = (
        select(func.max(v.id).label("id"))
        .where(v.model == model, v.model_version == version)
        .group_by(v.track_id)
        .subquery()
    )
    # As whole numbers and text: made into times and mappings, they would take seconds more.
    arrived = func.coalesce(
        type_coerce(t.uploaded_at, BigInteger), type_coerce(t.added_at, BigInteger)
    )
    return (
        select(t.id, t.key, t.title, t.artist_key, t.artist, t.claimed_genre)
        .add_columns(type_coerce(t.tags, Text), arrived, type_coerce(v.probabilities, Text))
        .join_from(latest, verdicts, v.id == latest.c.id)
        .join(tracks, t.id == v.track_id)
        .order_by(t.id)
    )


def _others(tags: Sequence[str]) -> tuple[Grouping, ...]:
    said = [_tags(text) for text in tags]
    there = {name for each in said for name in each}
    found = []
    for tag in TAGS:
        if tag in there:
            names = [each.get(tag, "") for each in said]
            found.append(group(tag, [name.casefold() for name in names], names))
    return tuple(found)


def _tags(text: str) -> dict[str, str]:
    if not _SOMEBODY.search(text):
        return {}
    told = {_plain(name): str(value).strip() for name, value in json.loads(text).items()}
    return {name: value for name, value in told.items() if name in TAGS}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
