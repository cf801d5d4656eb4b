"""What an admin sets holds from then on, and nothing impossible can be set."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from genre_core.desk.pulling import held, pull, renew
from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings, QueueRule, change_settings, read_settings
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.store.engine import Store
from genre_core.store.schema import audit, settings
from tests.genre_core.desk.floor import (
    ADMIN,
    NOON,
    add_tracks,
    after,
    moderator,
    open_for,
    terms,
    wish,
)

MIA, NOA = moderator("mia"), moderator("noa")


def read(store: Store) -> DeskSettings:
    with store.reading() as connection:
        return read_settings(connection)


def test_a_new_desk_has_the_defaults_and_shows_audit_and_second_opinions_blind(
    store: Store,
) -> None:
    found = read(store)
    assert found == DeskSettings()
    assert (found.lease_seconds, found.golden_share, found.second_share) == (300, 0.05, 0.1)
    assert {queue for queue in Queue if found.blind(queue)} == {Queue.AUDIT, Queue.SECOND}


def test_what_an_admin_sets_is_read_back_and_stands_in_the_trail(store: Store) -> None:
    new = DeskSettings(
        lease_seconds=60,
        golden_share=0.2,
        prolific_tracks=3,
        rules={Queue.FLAGGED: QueueRule(blind=True), Queue.AUDIT: QueueRule(blind=False)},
    )
    change_settings(store, ADMIN, new, NOON)
    assert read(store) == new
    assert read(store).blind(Queue.FLAGGED)
    assert not read(store).blind(Queue.AUDIT)
    assert read(store).blind(Queue.SECOND), "a rule left out is as by default"
    with store.reading() as connection:
        (entry,) = connection.execute(select(audit)).all()
    assert (entry.who, entry.action, entry.at) == (ADMIN.subject, "settings", NOON)
    assert '"lease_seconds":60' in entry.content.replace(" ", "")


def test_setting_the_same_again_writes_nothing(store: Store) -> None:
    change_settings(store, ADMIN, DeskSettings(golden_share=0.5), NOON)
    change_settings(store, ADMIN, DeskSettings(golden_share=0.5), after(5))
    with store.reading() as connection:
        assert len(connection.execute(select(audit)).all()) == 1


def test_a_senior_may_not_change_settings(store: Store) -> None:
    with pytest.raises(NotAllowed, match=r"may not change the settings .* takes a admin"):
        change_settings(store, moderator("mia", Role.SENIOR), DeskSettings(), NOON)
    assert read(store) == DeskSettings()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"lease_seconds": 5}, "A lease of 5 s was asked for; choose 30 to 3600 s"),
        ({"lease_seconds": 86_400}, "A lease of 86400 s"),
        ({"golden_share": 5}, "golden_share is 5; a share lies between 0 and 1"),
        ({"second_share": -0.1}, "second_share is -0.1"),
        ({"audit_share": float("nan")}, "audit_share is nan"),
        ({"prolific_tracks": 0}, "prolific_tracks is 0; at least 1"),
    ],
)
def test_settings_out_of_range_do_not_exist(values: dict[str, Any], says: str) -> None:
    with pytest.raises(DeskError, match=says):
        DeskSettings(**values)


@pytest.mark.parametrize(
    "kept", [{"lease_seconds": "long"}, {"blind": "audit"}, {"of a later version": 1}, [1, 2]]
)
def test_settings_damaged_by_hand_are_named(store: Store, kept: object) -> None:
    with store.writing() as connection:
        row = {"name": "desk", "value": kept, "changed_at": NOON}
        connection.execute(insert(settings).values(row))
    with pytest.raises(DeskError, match=r"settings of the desk cannot be read.*Set them anew"):
        read(store)


def test_settings_of_an_earlier_version_keep_the_defaults_of_what_is_new(store: Store) -> None:
    with store.writing() as connection:
        row = {"name": "desk", "value": {"golden_share": 0.3}, "changed_at": NOON}
        connection.execute(insert(settings).values(row))
    assert read(store) == DeskSettings(golden_share=0.3)


@pytest.fixture
def two_flags(store: Store) -> None:
    """A track that waits in two queues."""
    (track,) = add_tracks(store, 1)
    open_for(store, [wish(track), wish(track, Queue.UNCERTAIN)])


def change(store: Store, seconds: int, now: datetime) -> None:
    change_settings(store, ADMIN, DeskSettings(lease_seconds=seconds, golden_share=0), now)


@pytest.mark.usefixtures("two_flags")
def test_shorter_leases_cut_those_that_run_and_end_them_once_for_all(store: Store) -> None:
    change(store, 3600, NOON)
    mine = pull(store, MIA, Queue.FLAGGED, terms(NOON))
    assert mine is not None
    change(store, 60, after(600))
    (cut,) = held(store, MIA, after(659))
    assert (cut.token, cut.taken_at, cut.expires_at) == (mine.token, NOON, after(660))
    assert pull(store, NOA, Queue.UNCERTAIN, terms(after(659))) is None
    assert pull(store, NOA, Queue.UNCERTAIN, terms(after(660))) is not None
    for later in (660, 700, 3550, 3599):
        assert held(store, MIA, after(later)) == ()


@pytest.mark.usefixtures("two_flags")
def test_longer_leases_leave_those_that_run_as_they_are(store: Store) -> None:
    change(store, 60, NOON)
    assert pull(store, MIA, Queue.FLAGGED, terms(NOON)) is not None
    change(store, 3600, after(30))
    (lease,) = held(store, MIA, after(59))
    assert lease.expires_at == after(60)
    assert held(store, MIA, after(60)) == ()


@pytest.mark.usefixtures("two_flags")
@pytest.mark.parametrize("seconds", [30, 3600])
def test_a_change_revives_no_lease_that_a_clock_set_back_has_ended(
    store: Store, seconds: int
) -> None:
    lease = pull(store, MIA, Queue.FLAGGED, terms(NOON))
    assert lease is not None
    renew(store, MIA, lease.token, after(900))
    assert held(store, MIA, after(100)) == ()
    assert pull(store, NOA, Queue.UNCERTAIN, terms(after(100))) is not None
    change(store, seconds, after(101))
    for later in (101, 120, 600, 910, 1190):
        assert held(store, MIA, after(later)) == ()
