"""Decisions gathered by track, in any number, without holding them in memory.

They come in the order in which they were made and are laid down in a temporary SQLite file, which
gives them back track by track, the tracks in the order of their first decision.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, create_engine, func, select
from sqlalchemy.exc import OperationalError

from genre_core.desk.queues import Queue
from genre_core.errors import ExchangeError
from genre_core.exchange.flat import case_of, record_of
from genre_core.exchange.nouns import Case, CatalogueTrack, Opinion
from genre_core.exchange.places import Place
from genre_core.ruling import OPINIONS, Answer, last_standing

_AT_ONCE = 500  # records in memory

_laid = Table(
    "laid",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("track", Text, index=True),
    Column("moderator", Text),
    Column("record", Text),
)


@dataclass(frozen=True, slots=True)
class Group:
    """All decisions on one track, at least one, in their order."""

    cases: tuple[Case, ...]

    @property
    def track(self) -> CatalogueTrack:
        """The track."""
        return self.cases[-1].track

    @property
    def claimed_genre(self) -> str:
        """The tree's name for what it claims now, "" where that names none."""
        return self.track.claimed_genre

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """What models said, each model's last word."""
        said = {case.opinion.title: case.opinion for case in self.cases if case.opinion}
        return tuple(said.values())

    @property
    def standing(self) -> tuple[Case, ...]:
        """The last decision of each moderator, once every undo is done.

        An answer to a golden item asks about the moderator, and counts for nothing here.
        """
        heard = [case for case in self.cases if case.decision.queue != Queue.GOLDEN]
        moderators = dict.fromkeys(case.decision.moderator for case in heard)
        last = (
            _last([case for case in heard if case.decision.moderator == moderator])
            for moderator in moderators
        )
        return tuple(case for case in last if case)

    @property
    def agreed(self) -> tuple[str, ...]:
        """The genres, or the word ``not_music``, that all opinions name; () where they differ.

        One that settles a disagreement counts alone.
        """
        said = [case for case in self.standing if case.decision.answer in OPINIONS]
        counted = [case for case in said if case.decision.settles][-1:] or said
        labels = {labels_of(case) for case in counted}
        return labels.pop() if len(labels) == 1 else ()


def labels_of(case: Case) -> tuple[str, ...]:
    """Return what a decision names: genres in alphabetical order, or ``not_music``, or nothing."""
    if case.decision.answer is Answer.HOLDS:
        claimed = case.decision.claimed_genre
        return (claimed,) if claimed else ()
    if case.decision.answer is Answer.NOT_MUSIC:
        return (Answer.NOT_MUSIC.value,)
    return tuple(sorted(case.decision.genres))


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The decisions, laid down."""

    engine: Engine

    def groups(self) -> Iterator[Group]:
        """Yield track after track."""
        first = (
            select(_laid.c.track, func.min(_laid.c.number).label("first"))
            .group_by(_laid.c.track)
            .subquery()
        )
        statement = (
            select(_laid.c.track, _laid.c.record)
            .join(first, first.c.track == _laid.c.track)
            .order_by(first.c.first, _laid.c.number)
        )
        nowhere = Place(Path())
        with self.engine.connect() as connection:
            rows = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
            for _, records in groupby(rows, key=lambda row: row.track):
                yield Group(tuple(case_of(json.loads(row.record), nowhere) for row in records))

    def moderators(self) -> tuple[str, ...]:
        """Return everyone who decided, in alphabetical order."""
        statement = select(_laid.c.moderator).distinct().order_by(_laid.c.moderator)
        with self.engine.connect() as connection:
            return tuple(connection.execute(statement).scalars())


@contextmanager
def gathered(cases: Iterable[Case]) -> Iterator[Gathered]:
    """Lay decisions down for as long as the block lasts."""
    with TemporaryDirectory(prefix="spectrogram-") as folder:
        engine = create_engine(f"sqlite:///{folder}/decisions.sqlite")
        try:
            with engine.begin() as connection:
                _laid.create(connection)
                rows = iter(cases)
                while some := list(islice(rows, _AT_ONCE)):
                    connection.execute(_laid.insert(), [_row(case) for case in some])
            yield Gathered(engine)
        except OperationalError as error:
            raise ExchangeError(
                f"The folder for temporary files, {Path(folder).parent}, is full or cannot be "
                f"written ({error.orig}). Free some room there, or name another one in TMPDIR."
            ) from error
        finally:
            engine.dispose()


def _row(case: Case) -> dict[str, object]:
    return {
        "track": case.track.key,
        "moderator": case.decision.moderator,
        "record": json.dumps(record_of(case), ensure_ascii=False),
    }


def _last(history: Sequence[Case]) -> Case | None:
    """The decision of one moderator on one track that counts."""
    last = last_standing([case.decision for case in history])
    return next((case for case in history if case.decision is last), None)
