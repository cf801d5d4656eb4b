"""Who is asked after a decision: a second moderator, a senior, or nobody."""

import pytest
from sqlalchemy import select

from genre_core.desk.deciding import decide
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import Ruling
from genre_core.desk.standing import Consensus
from genre_core.ruling import Answer, Chosen
from genre_core.store.engine import Store
from genre_core.store.schema import flags, tracks
from tests.genre_core.desk.floor import add_golden, open_for, terms, wish
from tests.genre_core.desk.seats import (
    ADA,
    BO,
    CY,
    NOON,
    SAM,
    SUE,
    flagged,
    nothing_for,
    open_queues,
    ruling,
    says,
    set_rules,
    stands,
    take,
)


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    set_rules(store)


def test_of_a_share_of_nothing_nothing_is_asked_twice(store: Store) -> None:
    flagged(store)
    assert says(store, ADA, "k").opened == ()
    assert open_queues(store) == []


def test_a_share_of_decisions_goes_to_another_moderator_blind(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    assert says(store, ADA, "k").opened == (Queue.SECOND,)
    assert nothing_for(store, ADA, Queue.SECOND)
    lease = take(store, BO, Queue.SECOND)
    assert (lease.blind, lease.opened_by, lease.chosen_by) == (True, "k", Chosen.MODEL)


def test_the_share_is_about_as_large_as_set_and_the_same_after_an_undo(store: Store) -> None:
    set_rules(store, second_share=0.3)
    flagged(store, 100)
    for number in range(100):
        says(store, ADA, f"k{number}")
    with store.reading() as connection:
        query = select(tracks.c.id).join(flags, flags.c.track_id == tracks.c.id)
        drawn = connection.execute(query.where(flags.c.queue == Queue.SECOND)).scalars().all()
    # Outside of these once in 100,000 runs.
    assert 12 <= len(drawn) <= 50


def test_two_who_agree_are_enough(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    assert says(store, BO, "l", ["Jazz"], queue=Queue.SECOND).opened == ()
    assert stands(store).consensus is Consensus.AGREED
    assert open_queues(store) == []


def test_who_names_a_genre_and_the_one_above_it_agrees_with_who_names_it(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store, claimed="jazz", claimed_genre="Jazz")
    says(store, ADA, "k", ["Punk"])
    assert says(store, BO, "l", ["Rock", "Punk"], queue=Queue.SECOND).opened == ()


def test_who_names_the_claims_family_blind_does_not_contradict_who_upheld_it(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store, claimed="trip hop", claimed_genre="Trip-Hop", artist_key="x")
    says(store, ADA, "k")
    assert says(store, BO, "l", ["Electronic"], queue=Queue.SECOND).opened == ()
    now = stands(store)
    assert (now.consensus, now.overturned) == (Consensus.AGREED, False)
    assert now.opinion is not None
    assert now.opinion.key == "k"


def test_a_disagreement_goes_to_a_senior_whose_word_settles(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    assert says(store, BO, "l", queue=Queue.SECOND).opened == (Queue.ESCALATED,)
    assert stands(store).consensus is Consensus.DISPUTED
    with store.reading() as connection:
        query = select(flags.c.reason).where(flags.c.queue == Queue.ESCALATED)
        assert connection.execute(query).scalar_one() == "Moderators differ: Jazz; Rock."
    says(store, SUE, "s", ["Punk"], queue=Queue.ESCALATED)
    now = stands(store)
    assert (now.consensus, now.opinions[0].key) == (Consensus.SETTLED, "s")
    assert now.opinions[0].settles
    assert open_queues(store) == []


def test_a_senior_who_differed_does_not_settle_her_own_dispute(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, SUE, "k", ["Jazz"])
    says(store, BO, "l", queue=Queue.SECOND)
    assert nothing_for(store, SUE, Queue.ESCALATED)
    assert take(store, SAM, Queue.ESCALATED).track_key == "t0"


def test_all_that_overturn_a_prolific_artists_claim_are_asked_again(store: Store) -> None:
    set_rules(store, prolific_tracks=3)
    flagged(store, 3, artist_key="x")
    assert says(store, ADA, "a").opened == ()
    assert says(store, ADA, "b", ["Jazz"]).opened == (Queue.SECOND,)


def test_an_artist_of_few_tracks_is_not_prolific(store: Store) -> None:
    set_rules(store, prolific_tracks=3)
    flagged(store, 2, artist_key="x")
    assert says(store, ADA, "b", ["Jazz"]).opened == ()


def test_tracks_of_nobody_are_not_one_artists(store: Store) -> None:
    set_rules(store, prolific_tracks=2)
    flagged(store, 3)
    assert says(store, ADA, "b", ["Jazz"]).opened == ()


def test_who_cannot_tell_asks_one_other_and_then_it_ends(store: Store) -> None:
    flagged(store)
    assert says(store, ADA, "k", answer=Answer.CANNOT_TELL).opened == (Queue.SECOND,)
    recorded = says(store, BO, "l", answer=Answer.CANNOT_TELL, queue=Queue.SECOND)
    assert recorded.opened == ()
    assert open_queues(store) == []
    assert stands(store).consensus is Consensus.OPEN


def test_what_is_handed_on_is_a_seniors(store: Store) -> None:
    flagged(store)
    recorded = says(store, ADA, "k", answer=Answer.ESCALATE, note="is this music?")
    assert recorded.opened == (Queue.ESCALATED,)
    with store.reading() as connection:
        row = connection.execute(select(flags).where(flags.c.queue == Queue.ESCALATED)).one()
    assert (row.reason, row.least_role, row.opened_by) == ("is this music?", 3, "k")


def test_a_senior_may_hand_on_to_another_senior(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.ESCALATE)
    says(store, SUE, "l", answer=Answer.ESCALATE, queue=Queue.ESCALATED)
    assert nothing_for(store, SUE, Queue.ESCALATED)
    assert take(store, SAM, Queue.ESCALATED).opened_by == "l"


def test_nobody_is_asked_about_a_golden_item(store: Store) -> None:
    set_rules(store, golden_share=1.0, second_share=1.0)
    rows = flagged(store)
    add_golden(store, rows[0])
    for person, answer in ((ADA, Answer.CANNOT_TELL), (BO, Answer.ESCALATE), (CY, Answer.SKIP)):
        lease = pull(store, person, Queue.FLAGGED, terms(NOON))
        assert lease is not None
        assert lease.queue is Queue.GOLDEN
        assert decide(store, person, ruling(lease, person.name, answer), NOON).opened == ()
    assert open_queues(store) == [Queue.FLAGGED]


def test_a_track_on_which_another_agreed_already_needs_no_second(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k")
    set_rules(store, second_share=1.0)
    with store.reading() as connection:
        row = connection.execute(select(tracks.c.id)).scalar_one()
    open_for(store, [wish(row, Queue.AUDIT)])
    assert says(store, BO, "l", ["Rock"], queue=Queue.AUDIT).opened == ()


def test_a_dispute_waits_until_somebody_settles_it(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    says(store, BO, "l", queue=Queue.SECOND)
    unsure = says(store, SUE, "s", answer=Answer.CANNOT_TELL, queue=Queue.ESCALATED)
    assert unsure.opened == (Queue.ESCALATED,)
    assert stands(store).consensus is Consensus.DISPUTED
    assert nothing_for(store, SUE, Queue.ESCALATED)
    lease = take(store, SAM, Queue.ESCALATED)
    assert lease.opened_by == "s"
    decide(store, SAM, ruling(lease, "t"), NOON)
    assert stands(store).consensus is Consensus.SETTLED
    assert open_queues(store) == []


def test_what_was_settled_and_is_doubted_by_who_settled_it_is_a_dispute_again(store: Store) -> None:
    set_rules(store, second_share=1.0)
    flagged(store)
    says(store, ADA, "k", ["Jazz"])
    says(store, BO, "l", queue=Queue.SECOND)
    says(store, SUE, "s", queue=Queue.ESCALATED)
    assert open_queues(store) == []
    decide(store, SUE, Ruling("r", "", "t0", Answer.CANNOT_TELL, supersedes="s"), NOON)
    assert open_queues(store) == [Queue.ESCALATED]


def test_what_nobody_could_tell_ends_with_the_senior_who_could_not(store: Store) -> None:
    flagged(store)
    says(store, ADA, "k", answer=Answer.ESCALATE)
    assert says(store, SUE, "s", answer=Answer.CANNOT_TELL, queue=Queue.ESCALATED).opened == ()
    assert open_queues(store) == []
