"""Rows of a file into the store: idempotent, a batch at a time, each batch whole or not at all.

Whatever ends an import halfway, what was taken stays and the same import goes on from there: a
track is known by its key and a decision by its own, and neither comes in twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from genre_core.desk.demonstration import clear_demo
from genre_core.desk.ledger import take_turn
from genre_core.errors import StoreError
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Decided, Reading, Refused
from genre_core.exchange.taking_decisions import Offered, take_decisions
from genre_core.exchange.taking_tracks import Stored, Tally, take_tracks
from genre_core.people import Person, Role
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store
from genre_core.store.schema import NAME

ACTION = "import"
"""The audit trail's action of an import; its subject is the file's name."""

_AT_ONCE = 500  # rows in a transaction
_KEPT = 1000  # refusals that are told with their reason; all are counted


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    Attributes:
        source: its name.
        format: how it was read.
        tracks: of its rows.
        decisions: that it holds; none is ever changed.
        refused: rows, and parts of rows, that were not taken.
        refusals: the first 1,000 of them, with line and reason.
    """

    source: str
    format: str
    tracks: Tally
    decisions: Tally
    refused: int
    refusals: tuple[Refused, ...]


@dataclass(slots=True)
class _Count:
    """What has become of the file so far."""

    rows: int = 0
    tracks: Tally = field(default_factory=Tally)
    decisions: Tally = field(default_factory=Tally)
    refused: int = 0
    refusals: list[Refused] = field(default_factory=list)

    def refuse(self, refusals: list[Refused]) -> None:
        self.refused += len(refusals)
        self.refusals += refusals[: max(0, _KEPT - len(self.refusals))]


def take(
    store: Store,
    person: Person,
    reading: Reading,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Write tracks and decisions of a file into the store.

    What a row leaves empty stays as it was; tags are added to. Moderators that the store does not
    know are entered without a role. The demo's tracks leave when a catalogue of one's own comes in.

    Args:
        store: where to.
        person: an admin.
        reading: the file.
        now: with a zone.
        progress: told of the rows so far.

    Raises:
        NotAllowed: the person is no admin.
        ExchangeError: the file is damaged from some place on; what stands before it was taken.
        StoreError: the database refused; the batches before were taken.
    """
    person.require(Role.ADMIN, "import a file")
    count = _Count()
    while batch := list(islice(reading.rows, _AT_ONCE)):
        try:
            _take_batch(store, person, batch, now, count)
        except StoreError as error:
            raise type(error)(
                f"{error} The {count.rows:,} rows before were taken; run the same import again, "
                "and what is there already is passed over."
            ) from error
        count.rows += len(batch)
        progress(count.rows)
    report = ImportReport(
        reading.source,
        reading.format,
        count.tracks,
        count.decisions,
        count.refused,
        tuple(count.refusals),
    )
    with store.writing() as connection:
        record(connection, Entry(person.subject, ACTION, report.source[:NAME], _said(report), now))
        clear_demo(connection, person, now)
    return report


def _take_batch(
    store: Store,
    person: Person,
    batch: list[CatalogueRow | Refused],
    now: datetime,
    count: _Count,
) -> None:
    rows = [row for row in batch if isinstance(row, CatalogueRow)]
    refused = [row for row in batch if isinstance(row, Refused)]
    refused += [Refused(row.line, fault) for row in rows for fault in row.faults]
    with store.writing() as connection:
        if any(row.decisions for row in rows):
            # Before any row is locked, or who is deciding on one of them would wait for us.
            take_turn(connection)
        entered = take_tracks(connection, [row.track for row in rows], now)
        offered = list(_offered(rows, entered.stored))
        decided = take_decisions(connection, offered, person.subject, now)
    count.tracks += entered.tally
    count.decisions += decided.tally
    count.refuse(sorted((*refused, *decided.refused), key=lambda each: each.line))


def _offered(rows: list[CatalogueRow], stored: dict[str, Stored]) -> Iterator[Offered]:
    for row in rows:
        found = stored[row.track.key]
        for decision in row.decisions:
            claiming = _claiming(decision, row.track, found)
            yield Offered(row.line, row.track.key, found.id, claiming)


def _claiming(decision: Decided, track: CatalogueTrack, stored: Stored) -> Decided:
    """Return a decision with the claim that it is about: its own, its row's, or the store's."""
    if decision.claimed is not None:
        return decision
    about = track if track.claimed else stored
    return replace(decision, claimed=about.claimed, claimed_genre=about.claimed_genre)


def _said(report: ImportReport) -> dict[str, object]:
    return {
        "format": report.format,
        "tracks": report.tracks.as_dict(),
        "decisions": report.decisions.as_dict(),
        "refused": report.refused,
    }
