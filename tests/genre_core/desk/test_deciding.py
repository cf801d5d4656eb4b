"""Deciding: what is written, when it comes twice, late, or under another's name."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from genre_core.desk.deciding import decide
from genre_core.desk.flags import close_flag
from genre_core.desk.pulling import release
from genre_core.desk.queues import Queue
from genre_core.desk.records import history_of
from genre_core.desk.rulings import Ruling
from genre_core.desk.settings import QueueRule
from genre_core.errors import DeskError, NotAllowed
from genre_core.people import Role
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import audit, flags
from tests.genre_core.desk.floor import (
    add_golden,
    add_tracks,
    add_verdict,
    after,
    moderator,
    open_for,
    wish,
)
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    CY,
    NOON,
    SUE,
    flagged,
    lease_count,
    nothing_for,
    offences,
    open_queues,
    ruling,
    says,
    set_rules,
    stands,
    take,
    trail_is_whole,
)


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def test_a_decision_keeps_all_that_is_known_of_it(store: Store) -> None:
    track = add_tracks(store, 1, claimed="rock", claimed_genre="Rock", sha256="ab")[0]
    verdict = add_verdict(store, track, p_value=0.01, predicted="Punk", probabilities={"Punk": 1.0})
    open_for(store, [wish(track, verdict_id=verdict)])
    lease = take(store, ADA, now=after(0))
    said = ruling(
        lease, "k", Answer.GENRE_IS, genres=("Punk",), reason="fast", note="1:10", seconds=4.5
    )
    recorded = decide(store, ADA, said, after(7))
    with store.reading() as connection:
        (kept,) = history_of(connection, "t0")
    assert (kept.key, kept.answer, kept.genres) == ("k", Answer.GENRE_IS, ("Punk",))
    assert (kept.reason, kept.note, kept.seconds) == ("fast", "1:10", 4.5)
    assert (kept.decided_at, kept.taken_at) == (after(7), after(0))
    assert (kept.moderator, kept.moderator_name) == (ADA.subject, ADA.name)
    assert (kept.flag_id, kept.verdict_id, kept.sha256) == (lease.flag_id, verdict, "ab")
    assert (kept.queue, kept.chosen_by, kept.blind) == (Queue.FLAGGED, Chosen.MODEL, False)
    assert (kept.settles, kept.supersedes, kept.bundle) == (False, "", "")
    assert (kept.predicted, kept.p_value, kept.probabilities) == ("Punk", 0.01, {"Punk": 1.0})
    assert (recorded.key, recorded.track_key, recorded.late) == ("k", "t0", False)
    assert recorded.undoable_until == after(307)
    assert trail_is_whole(store)


def test_a_decision_closes_its_flag_and_ends_its_lease(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k")
    assert open_queues(store, "t0") == []
    assert open_queues(store, "t1") == [Queue.FLAGGED]
    assert lease_count(store) == 0


def test_the_same_ruling_handed_in_again_is_written_once(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k", Answer.ESCALATE, note="hm")
    first = decide(store, ADA, said, NOON)
    assert first.opened == (Queue.ESCALATED,)
    assert decide(store, ADA, said, after(10_000)) == first
    with store.reading() as connection:
        assert len(history_of(connection, "t0")) == 1
        assert len(connection.execute(select(audit).where(audit.c.action == "decision")).all()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"answer": Answer.NOT_MUSIC},
        {"note": "other"},
        {"reason": "other"},
        {"answer": Answer.GENRE_IS, "genres": ("Jazz",)},
        {"track_key": "t1"},
    ],
)
def test_another_decision_under_the_same_key_is_refused(
    store: Store, change: dict[str, Any]
) -> None:
    flagged(store, 2)
    said = ruling(take(store, ADA), "k")
    decide(store, ADA, said, NOON)
    with pytest.raises(DeskError, match="Another decision has the key 'k': holds on 't0'"):
        decide(store, ADA, replace(said, **change), NOON)


def test_another_persons_key_is_refused(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    decide(store, ADA, said, NOON)
    with pytest.raises(DeskError, match="Another decision has the key"):
        decide(store, BO, said, NOON)


def test_a_viewer_may_not_decide(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    with pytest.raises(NotAllowed, match="may not decide; that takes a moderator"):
        decide(store, moderator("v", Role.VIEWER), said, NOON)


def test_the_track_on_screen_must_be_the_one_that_is_leased(store: Store) -> None:
    flagged(store, 2)
    said = replace(ruling(take(store, ADA), "k"), track_key="t1")
    with pytest.raises(DeskError, match="on 't1', but its lease is of 't0'"):
        decide(store, ADA, said, NOON)
    assert stands(store, "t1").decisions == ()


def test_a_track_that_the_desk_does_not_have_is_refused(store: Store) -> None:
    with pytest.raises(DeskError, match="no track 'nowhere'"):
        decide(store, ADA, Ruling("k", "token", "nowhere", Answer.HOLDS), NOON)


def test_somebody_elses_lease_is_refused(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    with pytest.raises(DeskError, match="leased to somebody else under this token"):
        decide(store, BO, said, NOON)


def test_a_decision_without_a_lease_is_refused(store: Store) -> None:
    flagged(store)
    with pytest.raises(DeskError, match="names no lease"):
        decide(store, ADA, Ruling("k", "", "t0", Answer.HOLDS), NOON)


def test_a_claim_that_names_no_genre_cannot_hold(store: Store) -> None:
    flagged(store, claimed="vibes", claimed_genre="")
    said = ruling(take(store, ADA), "k")
    with pytest.raises(DeskError, match="The claim 'vibes' of 't0' names no genre of the tree"):
        decide(store, ADA, said, NOON)
    assert open_queues(store) == [Queue.FLAGGED]


def test_that_the_genre_is_the_claimed_one_means_that_the_claim_holds(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", ["Rock"])
    (kept,) = stands(store).decisions
    assert (kept.answer, kept.genres) == (Answer.HOLDS, ())


def test_a_lease_that_expired_unnoticed_is_late_and_closes_its_flag(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    recorded = decide(store, ADA, said, after(300))
    assert recorded.late
    assert decide(store, ADA, said, after(301)) == recorded
    assert open_queues(store) == []
    assert stands(store).decisions[0].taken_at is None


def test_a_decision_that_comes_after_anothers_is_an_opinion_of_its_own(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    assert not says(store, BO, "other", now=after(300)).late
    recorded = decide(store, ADA, said, after(310))
    assert recorded.late
    late = stands(store).decisions[-1]
    assert (late.key, late.flag_id, late.queue) == ("k", None, Queue.FLAGGED)
    assert recorded.opened == ()
    assert trail_is_whole(store)


def test_a_late_decision_leaves_the_flag_to_who_holds_it_now(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k")
    theirs = ruling(take(store, BO, now=after(300)), "theirs")
    assert decide(store, ADA, said, after(310)).late
    assert open_queues(store) == [Queue.FLAGGED]
    assert not decide(store, BO, theirs, after(320)).late


def test_a_late_decision_that_differs_is_for_a_senior(store: Store) -> None:
    flagged(store)
    said = ruling(take(store, ADA), "k", Answer.GENRE_IS, genres=("Jazz",))
    says(store, BO, "other", now=after(300))
    assert decide(store, ADA, said, after(310)).opened == (Queue.ESCALATED,)


def test_a_flag_that_was_closed_under_a_lease_keeps_no_decision_from_being_recorded(
    store: Store,
) -> None:
    flagged(store)
    lease = take(store, ADA)
    with store.writing() as connection:
        close_flag(connection, lease.flag_id, NOON)
    recorded = decide(store, ADA, ruling(lease, "k"), NOON)
    assert recorded.late
    assert stands(store).decisions[0].flag_id is None


def test_a_track_that_was_given_back_can_still_be_decided(store: Store) -> None:
    flagged(store)
    lease = take(store, ADA)
    release(store, ADA, lease.token)
    assert decide(store, ADA, ruling(lease, "k"), NOON).late


def test_a_skipped_track_goes_back_into_the_queue_for_a_colleague_first(store: Store) -> None:
    flagged(store, 2)
    says(store, ADA, "k", answer=Answer.SKIP)
    assert take(store, ADA).track_key == "t1"
    assert take(store, BO).track_key == "t0"
    assert nothing_for(store, CY, Queue.FLAGGED)


def test_a_token_that_the_desk_never_gave_is_refused(store: Store) -> None:
    flagged(store)
    lease = take(store, ADA)
    forged = lease.token[:-1] + ("A" if lease.token[-1] != "A" else "B")
    for token in (str(uuid4()), "token", "naïve 🎸", "A" * 36, forged, lease.token + "\n"):
        said = Ruling("k", token, "t0", Answer.HOLDS)
        with pytest.raises(DeskError, match="on 't0' names a lease that this desk never gave"):
            decide(store, ADA, said, NOON)
    assert stands(store).decisions == ()
    assert open_queues(store) == [Queue.FLAGGED]


def test_a_token_is_good_for_its_track_and_person_after_its_lease_has_ended(store: Store) -> None:
    flagged(store, 2)
    lease = take(store, ADA)
    release(store, ADA, lease.token)
    with pytest.raises(DeskError, match="leased to somebody else under this token"):
        decide(store, BO, ruling(lease, "k"), NOON)
    with pytest.raises(DeskError, match="on 't1', but its lease is of 't0'"):
        decide(store, ADA, replace(ruling(lease, "k"), track_key="t1"), NOON)
    assert decide(store, ADA, ruling(lease, "k"), NOON).late


def test_what_was_answered_blind_is_recorded_as_blind_however_late(store: Store) -> None:
    row = flagged(store, queue=Queue.AUDIT)[0]
    verdict = add_verdict(store, row)
    with store.writing() as connection:
        connection.execute(update(flags).values(chosen_by=Chosen.CHANCE, verdict_id=verdict))
    said = ruling(take(store, ADA, Queue.AUDIT), "k")
    says(store, BO, "other", queue=Queue.AUDIT, now=after(300))
    assert decide(store, ADA, said, after(310)).late
    late = stands(store).decisions[-1]
    assert (late.key, late.queue, late.blind) == ("k", Queue.AUDIT, True)
    assert (late.chosen_by, late.verdict_id, late.taken_at) == (Chosen.CHANCE, verdict, None)
    # The rule of today is not that under which the track was shown.
    set_rules(store, rules={Queue.AUDIT: QueueRule(blind=False)})
    assert late.blind


def test_a_golden_item_answered_late_is_no_opinion_on_its_track(store: Store) -> None:
    set_rules(store, golden_share=1.0)
    add_golden(store, flagged(store)[0])
    lease = take(store, ADA)
    release(store, ADA, lease.token)
    decide(store, ADA, ruling(lease, "k", Answer.NOT_MUSIC), NOON)
    assert stands(store).decisions == ()
    with store.reading() as connection:
        (kept,) = history_of(connection, "t0")
    assert (kept.queue, kept.flag_id) == (Queue.GOLDEN, lease.flag_id)


def test_a_track_given_back_and_decided_all_the_same_is_asked_of_nobody_else(store: Store) -> None:
    flagged(store)
    lease = take(store, ADA)
    release(store, ADA, lease.token)
    decide(store, ADA, ruling(lease, "k"), NOON)
    assert open_queues(store) == []
    assert stands(store).decisions[0].flag_id == lease.flag_id


def test_an_overturned_claim_counts_against_the_artists_other_tracks(store: Store) -> None:
    flagged(store, 2, artist_key="x")
    says(store, ADA, "k", ["Jazz"])
    assert offences(store, "t1") == [1]
    says(store, ADA, "l", answer=Answer.HOLDS)
    flagged(store, artist_key="x")
    assert offences(store, "t2") == [1]


def test_a_second_opinion_that_differs_takes_the_offence_back(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store, 2, artist_key="x")
    says(store, ADA, "k", ["Jazz"])
    assert offences(store, "t1") == [1]
    says(store, BO, "l", queue=Queue.SECOND)
    assert offences(store, "t1") == [0]


def test_a_decision_in_a_blind_queue_says_that_it_was_blind(store: Store) -> None:
    flagged(store, queue=Queue.AUDIT)
    says(store, ADA, "k", ["Rock"], queue=Queue.AUDIT)
    assert stands(store).decisions[0].blind


def test_a_role_that_was_taken_away_meanwhile_does_not_settle(store: Store) -> None:
    flagged(store, queue=Queue.ESCALATED)
    said = ruling(take(store, SUE, Queue.ESCALATED), "k")
    with pytest.raises(NotAllowed, match='may not decide in the queue "Escalated"'):
        decide(store, moderator("sue"), said, NOON)


def test_a_claim_in_any_script_is_kept_as_written(store: Store) -> None:
    flagged(store)
    note = "🎸 עברית =cmd \U0001f468‍\U0001f469‍\U0001f467"
    says(store, ADA, "k", note=note, answer=Answer.NOT_MUSIC)
    assert stands(store).decisions[0].note == note
    assert trail_is_whole(store)
