"""Filters narrow a queue, and tell nothing that is hidden."""

from typing import Any

import pytest

from genre_core.desk.filters import Filters
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings, QueueRule, change_settings
from genre_core.errors import DeskError
from genre_core.ruling import Chosen
from genre_core.store.engine import Store
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA = moderator("mia")


@pytest.fixture
def catalogue(store: Store) -> None:
    """Three flagged tracks; t0 is the first in the order, t2 the last."""
    (jazz,) = add_tracks(store, 1, claimed_genre="Jazz", artist="Änne", artist_key="aenne")
    (rock,) = add_tracks(store, 1, claimed_genre="Rock", artist="Bob", added_at=after(60))
    (none,) = add_tracks(store, 1, artist="Änne", artist_key="aenne", added_at=after(120))
    for rank, (track, predicted) in enumerate([(jazz, "Folk"), (rock, "Folk"), (none, "Punk")]):
        severity = 0.9 - rank / 4
        verdict = add_verdict(store, track, predicted=predicted, severity=severity)
        open_for(store, [wish(track, severity=severity, verdict_id=verdict)])


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (Filters(), "t0 t1 t2"),
        (Filters(genre="Rock"), "t1"),
        (Filters(genre="Polka"), ""),
        (Filters(predicted="Folk"), "t0 t1"),
        (Filters(artist="Änne"), "t0 t2"),
        (Filters(artist="aenne"), "t0 t2"),
        (Filters(least_severity=0.65), "t0 t1"),
        (Filters(since=after(60)), "t1 t2"),
        (Filters(until=after(60)), "t0"),
        (Filters(since=after(1), until=after(120)), "t1"),
        (Filters(predicted="Folk", artist="Bob", genre="Rock", least_severity=0.1), "t1"),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_a_filter_leaves_what_it_asks_for_in_the_same_order(
    store: Store, filters: Filters, keys: str
) -> None:
    found: list[str] = []
    tokens: set[str] = set()
    while lease := pull(store, MIA, Queue.FLAGGED, terms(filters=filters, besides=tokens)):
        found.append(lease.track_key)
        tokens.add(lease.token)
    assert " ".join(found) == keys


@pytest.mark.parametrize("filters", [Filters(predicted="Folk"), Filters(least_severity=0.1)])
def test_the_audit_cannot_be_filtered_by_the_model_even_when_it_is_not_blind(
    store: Store, filters: Filters
) -> None:
    rules = {Queue.AUDIT: QueueRule(blind=False)}
    change_settings(store, ADMIN, DeskSettings(rules=rules), NOON)
    with pytest.raises(DeskError, match=r"drawn by chance and cannot be filtered"):
        pull(store, MIA, Queue.AUDIT, terms(filters=filters))


@pytest.mark.parametrize("filters", [Filters(genre="Rock"), Filters(predicted="Folk")])
def test_a_filter_tells_nothing_in_a_blind_queue(store: Store, filters: Filters) -> None:
    with pytest.raises(DeskError, match=r'"Second opinions" is blind, and a filter'):
        pull(store, MIA, Queue.SECOND, terms(filters=filters))
    allowed = Filters(artist="Bob", since=NOON)
    assert pull(store, MIA, Queue.SECOND, terms(filters=allowed)) is None


@pytest.mark.parametrize(
    ("queue", "more"),
    [(Queue.FLAGGED, {}), (Queue.EVERYTHING, {"chosen_by": Chosen.CHANCE})],
)
def test_severity_is_the_verdicts_where_the_flag_holds_a_lot(
    store: Store, queue: Queue, more: dict[str, Any]
) -> None:
    for track, of_verdict, of_flag in zip(
        add_tracks(store, 2), (0.9, 0.1), (0.1, 0.9), strict=True
    ):
        verdict = add_verdict(store, track, severity=of_verdict)
        open_for(store, [wish(track, queue, of_flag, verdict_id=verdict, **more)])
    lease = pull(store, MIA, queue, terms(filters=Filters(least_severity=0.5)))
    assert lease is not None
    assert lease.track_key == ("t1" if queue is Queue.FLAGGED else "t0")
