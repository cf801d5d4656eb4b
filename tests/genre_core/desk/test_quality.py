"""Precision, miss rate, golden accuracy and appeals, counted by hand."""

from math import isnan

from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.quality import Known, Quality, quality
from genre_core.desk.voices import Voice, standing_voices
from genre_core.evaluation.intervals import wilson_interval
from genre_core.ruling import Answer
from tests.genre_core.desk.speaking import say


def of(*voices: Voice, golden: dict[int, Known] | None = None) -> Quality:
    return quality(voices, golden or {})


def test_precision_is_the_share_of_decided_flags_whose_claim_is_wrong() -> None:
    found = of(
        say(1, "ada", "Punk", queue="flagged"),
        say(2, "ada", "holds", queue="flagged"),
        say(3, "ada", "not_music", queue="flagged"),
        say(4, "ada", "cannot_tell", queue="flagged"),
        say(5, "ada", "Jazz", queue="everything"),
    )
    assert (found.precision.hits, found.precision.trials) == (2, 3)
    assert found.precision.interval == wilson_interval(2, 3)
    assert found.precision.sentence.startswith("2 of 3 flags were right, the claim being wrong:")
    assert "The worst flags are decided first" in found.precision.sentence


def test_a_claim_among_several_named_genres_is_not_wrong() -> None:
    found = of(say(1, "ada", "Rock,Jazz", queue="flagged"))
    assert (found.precision.hits, found.precision.trials) == (0, 1)


def test_the_family_of_a_claim_is_not_another_genre() -> None:
    blind = say(1, "ada", "Electronic", queue="audit", claimed="Trip-Hop")
    found = of(blind, say(2, "ada", "Chiptune", queue="audit", claimed="Trip-Hop"))
    assert (found.miss_rate.hits, found.miss_rate.trials) == (1, 2)
    found = of(blind, say(1, "ben", "holds", queue="second", claimed="Trip-Hop"))
    assert (found.miss_rate.hits, found.miss_rate.trials, found.disputed) == (0, 1, 0)


def test_the_miss_rate_is_that_of_audited_tracks() -> None:
    voices = [say(track, "ada", "holds", queue="audit") for track in range(48)]
    found = of(*voices, say(48, "ada", "Jazz", queue="audit"), say(49, "ada", "skip"))
    assert (found.miss_rate.hits, found.miss_rate.trials) == (1, 49)


def test_a_disputed_track_counts_in_neither_until_it_is_settled() -> None:
    both = [say(1, "ada", "holds", queue="flagged"), say(1, "ben", "Jazz", queue="second")]
    found = of(*both)
    assert (found.precision.trials, found.disputed) == (0, 1)
    found = of(*both, say(1, "sue", "Jazz", queue="escalated", settles=True))
    assert (found.precision.hits, found.precision.trials, found.disputed) == (1, 1, 0)


def test_golden_accuracy_is_each_moderators_share_of_known_answers() -> None:
    golden = {1: Known(Answer.GENRE_IS, ("Punk",)), 2: Known(Answer.HOLDS, ())}
    found = of(
        say(1, "ada", "Punk", queue="golden"),
        say(2, "ada", "Rock", queue="golden"),  # the claim, by name
        say(1, "ben", "cannot_tell", queue="golden"),
        say(2, "ben", "holds", queue="golden"),
        say(2, "cy", "skip", queue="golden"),
        say(1, "dan", "Punk"),  # met it outside, where nobody asked
        golden=golden,
    )
    assert [(s.name, s.right.hits, s.right.trials) for s in found.moderators] == [
        ("Ada", 2, 2),
        ("Ben", 1, 2),
    ]
    assert (found.golden.hits, found.golden.trials) == (3, 4)


def test_of_several_answers_to_a_golden_item_the_first_counts_undone_or_not() -> None:
    wrong = say(1, "ada", "Jazz", queue="golden")
    undone = say(1, "ada", "undo", queue="golden", supersedes=wrong.key)
    again = say(1, "ada", "Punk", queue="golden")
    passed = say(1, "ben", "skip", queue="golden")
    right = say(1, "ben", "Punk", queue="golden")
    standing = standing_voices([wrong, undone, again, passed, right])
    found = of(*standing, golden={1: Known(Answer.GENRE_IS, ("Punk",))})
    assert [(s.right.hits, s.right.trials) for s in found.moderators] == [(0, 1), (1, 1)]


def test_an_appeal_overturns_where_the_new_decision_says_otherwise() -> None:
    found = of(
        say(1, "ada", "Punk"),
        say(1, "sue", "Punk", queue="appeals", settles=True),
        say(2, "ada", "Punk"),
        say(2, "sue", "holds", queue="appeals", settles=True),
        say(3, "ada", "holds"),
        say(3, "ben", "Jazz"),
        say(3, "sam", "Jazz", queue="escalated", settles=True),
        say(3, "sue", "Jazz", queue="appeals", settles=True),
        say(4, "ada", "Punk"),
        say(4, "sue", "cannot_tell", queue="appeals"),
    )
    assert (found.overturned.hits, found.overturned.trials) == (1, 3)


def test_of_nothing_every_share_is_unknown_and_says_what_to_do() -> None:
    found = of()
    for share in (found.precision, found.miss_rate, found.golden, found.overturned):
        assert isnan(share.interval.value)
        assert "yet" in share.sentence
    assert found.moderators == ()


@given(st.lists(st.tuples(st.sampled_from(["flagged", "audit"]), st.booleans())))
def test_shares_of_single_decisions_are_plain_counts(said: list[tuple[str, bool]]) -> None:
    voices = [
        say(track, "ada", "Jazz" if wrong else "holds", queue=queue)
        for track, (queue, wrong) in enumerate(said)
    ]
    found = of(*voices)
    assert found.precision.hits == said.count(("flagged", True))
    assert found.miss_rate.hits == said.count(("audit", True))
    assert found.precision.trials + found.miss_rate.trials == len(said)
