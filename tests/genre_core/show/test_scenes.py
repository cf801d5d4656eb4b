"""The nouns of a running order check themselves, and say what a round asks and what is true."""

import math

import pytest

from genre_core.errors import ShowError
from genre_core.show.scenes import Kind, Round, RunningOrder, Scene


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        ("Rock", "Does this look like a Rock song to you?"),
        ("Electronica", "Does this look like an Electronica track to you?"),
        ("Classical", "Does this look like a Classical piece to you?"),
        (" Wobblecore", "Does this look like a Wobblecore song to you?"),
    ],
)
def test_a_round_asks_the_usual_question_in_good_english(claim: str, asked: str) -> None:
    assert Round("a", claim).asked == asked


def test_a_question_of_the_presenters_own_is_asked_instead() -> None:
    assert Round("a", "Rock", question="Rock?").asked == "Rock?"


@pytest.mark.parametrize(
    ("claim", "truth", "holds"),
    [
        ("Rock", "Rock", True),
        ("Rock", "Psych-Rock", True),
        ("Punk", "Post-Punk", True),
        ("Psych-Rock", "Rock", False),
        ("Punk", "Metal", False),
        ("Rock", "Classical", False),
        ("Trip Hop", "trip-hop", True),
        ("Rock", "", None),
        ("Wobblecore", "Rock", None),
    ],
)
def test_a_claim_holds_for_its_genre_and_what_is_below_it(
    claim: str, truth: str, holds: bool | None
) -> None:
    assert Round("a", claim, truth).holds is holds


@pytest.mark.parametrize(
    ("round_", "wrong"),
    [
        ({"track": " "}, "round.track is empty"),
        ({"claim": ""}, "round.claim is empty"),
        ({"truth": "Wobblecore"}, "round.truth is 'Wobblecore', which is no genre of the tree"),
        ({"start": -1.0}, "round.start is -1; it is 0 or more"),
        ({"start": math.nan}, "round.start is nan"),
        ({"seconds": 0.0}, "round.seconds is 0; more than 0 and at most 30"),
        ({"seconds": 31.0}, "round.seconds is 31"),
        ({"seconds": math.inf}, "round.seconds is inf"),
        ({"title": "a\x00b"}, r"round.title holds the character '\\x00'"),
        ({"artist": "\ud800"}, "round.artist holds the character"),
        ({"question": "x" * 201}, "round.question has 201 characters; 200"),
    ],
)
def test_a_round_that_cannot_be_played_says_why(round_: dict[str, object], wrong: str) -> None:
    said: dict[str, object] = {"track": "a.flac", "claim": "Rock", **round_}
    with pytest.raises(ShowError, match=wrong):
        Round(**said)  # type: ignore[arg-type]  # any fields


@pytest.mark.parametrize(
    ("scene", "wrong"),
    [
        ({"id": ""}, "id is ''; it needs 1 to 40"),
        ({"id": "Night Bus"}, "id is 'Night Bus'"),
        ({"id": "-a"}, "id is '-a'"),
        ({"id": "a" * 41}, "it needs 1 to 40"),
        ({"seconds": -4.0}, "seconds is -4"),
        ({"kind": Kind.ROUND}, "round: a scene of kind round needs one"),
        ({"round": Round("a", "Rock")}, "round: a scene of kind title has none"),
        ({"text": "x" * 10_001}, "text has 10,001 characters"),
    ],
)
def test_a_scene_that_cannot_be_shown_says_why(scene: dict[str, object], wrong: str) -> None:
    said: dict[str, object] = {"id": "a", "kind": Kind.TITLE, **scene}
    with pytest.raises(ShowError, match=wrong):
        Scene(**said)  # type: ignore[arg-type]  # any fields


def test_an_order_needs_scenes_and_tells_them_apart() -> None:
    with pytest.raises(ShowError, match="scenes holds 0; 1 to 100"):
        RunningOrder("x", ())
    same = Scene("a", Kind.TITLE)
    with pytest.raises(ShowError, match="Two scenes have the id 'a'"):
        RunningOrder("x", (same, same))


def test_a_scene_is_found_by_its_id() -> None:
    played = Scene("b", Kind.ROUND, round=Round("a", "Rock"))
    order = RunningOrder("x", (Scene("a", Kind.TITLE), played))
    assert order.scene("b") is played
    assert order.rounds == (played,)
    with pytest.raises(ShowError, match="has no scene 'c'"):
        order.scene("c")
