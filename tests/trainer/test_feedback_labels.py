"""What several moderators said becomes one label, a dispute, or nothing; nothing else changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.feedback.decisions import Answer, Chosen, Decision
from trainer.feedback.labels import Applied, apply
from trainer.feedback.rulings import Outcome, rule
from trainer.feedback.sheets import Sheet

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
SHEET = Sheet(
    ("path", "id", "artist", "genre", "sha256"),
    tuple(
        {"path": f"{name}.wav", "id": name, "artist": "x", "genre": genre, "sha256": "ab"}
        for name, genre in (("t1", "Rock"), ("t2", "Jazz"), ("t3", ""))
    ),
)


def says(moderator: str, answer: Answer, *genres: str, **more: Any) -> Decision:
    name, moment = more.pop("id", "t1"), more.pop("decided_at", NOON)
    return Decision(name, answer, moderator, moment, genres, **more)


def holds(moderator: str, **more: Any) -> Decision:
    return says(moderator, Answer.HOLDS, **more)


def genre(moderator: str, *names: str, **more: Any) -> Decision:
    return says(moderator, Answer.GENRE_IS, *names, **more)


def row(applied: Applied, name: str = "t1") -> dict[str, object]:
    (found,) = [row for row in applied.kept.rows if row["id"] == name]
    return dict(found)


def labelled(applied: Applied, name: str = "t1") -> tuple[object, ...]:
    found = row(applied, name)
    return tuple(found[c] for c in ("genre", "claimed_genre", "label_by", "confirmed"))


@pytest.mark.parametrize(
    ("decisions", "outcome", "label"),
    [
        ([holds("a")], Outcome.LABEL, "Rock"),
        ([holds("a"), genre("b", "Rock")], Outcome.LABEL, "Rock"),
        ([genre("a", "Punk"), genre("b", "Punk")], Outcome.LABEL, "Punk"),
        ([genre("a", "Rock", "Punk")], Outcome.LABEL, "Punk"),
        ([genre("a", "Rock", "Punk"), genre("b", "Punk")], Outcome.LABEL, "Punk"),
        ([genre("a", "Metal", "Punk")], Outcome.ASIDE, ""),
        ([genre("a", "Metal", "Punk"), genre("b", "Punk", "Metal")], Outcome.ASIDE, ""),
        ([says("a", Answer.NOT_MUSIC)], Outcome.ASIDE, ""),
        ([holds("a"), genre("b", "Punk")], Outcome.DISPUTED, ""),
        ([holds("a"), says("b", Answer.NOT_MUSIC)], Outcome.DISPUTED, ""),
        ([genre("a", "Metal", "Punk"), genre("b", "Punk")], Outcome.DISPUTED, ""),
        ([holds("a"), says("b", Answer.CANNOT_TELL)], Outcome.LABEL, "Rock"),
        ([says("a", Answer.ESCALATE), says("b", Answer.SKIP)], Outcome.OPEN, ""),
        ([], Outcome.OPEN, ""),
        ([genre("s", "Punk", settles=True), holds("b")], Outcome.LABEL, "Punk"),
        ([holds("a"), genre("b", "Pop"), holds("s", settles=True)], Outcome.LABEL, "Rock"),
        ([holds("a"), says("s", Answer.CANNOT_TELL, settles=True)], Outcome.OPEN, ""),
        ([genre("s", "Pop", settles=True), holds("t", settles=True)], Outcome.LABEL, "Rock"),
    ],
)
def test_opinions_come_to_one_outcome(
    decisions: list[Decision], outcome: Outcome, label: str
) -> None:
    ruling = rule(decisions, "Rock")
    assert (ruling.outcome, ruling.genre) == (outcome, label)


def test_a_dispute_says_who_said_what() -> None:
    ruling = rule(
        [holds("ada"), genre("bob", "Metal", "Punk"), says("eve", Answer.NOT_MUSIC)], "Rock"
    )
    assert ruling.reason == "ada: Rock; bob: Metal and Punk; eve: not music"


def test_a_claim_that_holds_stays_the_uploaders_and_is_confirmed() -> None:
    assert labelled(apply(SHEET, [holds("a")])) == ("Rock", "Rock", "uploader", True)


def test_another_genre_is_the_moderators_and_the_claim_is_kept() -> None:
    applied = apply(SHEET, [genre("a", "Punk")])
    assert labelled(applied) == ("Punk", "Rock", "moderator", True)
    assert applied.relabelled == 1


def test_a_track_without_a_claim_can_be_labelled() -> None:
    applied = apply(SHEET, [genre("a", "Folk", id="t3")])
    assert labelled(applied, "t3") == ("Folk", "", "moderator", True)


def test_what_nobody_decided_on_is_left_alone() -> None:
    applied = apply(SHEET, [holds("a")])
    assert labelled(applied, "t2") == ("Jazz", "Jazz", "uploader", False)
    for before, after in zip(SHEET.rows, applied.kept.rows, strict=True):
        assert before == {name: after[name] for name in before}


def test_no_opinion_and_a_dispute_leave_the_row_as_it_is() -> None:
    for decisions in (
        [says("a", Answer.CANNOT_TELL)],
        [says("a", Answer.ESCALATE)],
        [says("a", Answer.SKIP)],
        [holds("a"), genre("b", "Pop")],
        [holds("a"), says("a", Answer.UNDO, decided_at=NOON + timedelta(1))],
    ):
        assert labelled(apply(SHEET, decisions)) == ("Rock", "Rock", "uploader", False)


def test_what_is_no_music_is_set_aside_whole() -> None:
    applied = apply(SHEET, [says("a", Answer.NOT_MUSIC)])
    assert [row["id"] for row in applied.kept.rows] == ["t2", "t3"]
    (dropped,) = applied.dropped.rows
    assert dict(SHEET.rows[0]).items() <= dropped.items()
    assert dropped["set_aside"] == "not music, or damaged"
    assert "set_aside" not in applied.kept.columns


def test_disputes_and_strangers_are_listed_without_blame() -> None:
    strange = holds("a", id="elsewhere")
    applied = apply(SHEET, [strange, holds("a"), genre("b", "Pop")])
    assert [(each.decision.id, each.fault) for each in applied.unapplied] == [
        ("elsewhere", False), ("t1", False), ("t1", False),
    ]  # fmt: skip
    assert "no track of this id" in applied.unapplied[0].reason
    assert applied.unapplied[1].reason == "In dispute: a: Rock; b: Pop."


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (genre("b", "Rock", "Skiffle"), "No genre of the tree is called Skiffle"),
        (holds("b", id="t3"), "the manifest has none"),
        (holds("b", sha256="cd"), "another recording"),
        (holds("b", supersedes="gone"), "'gone', which is no decision of this moderator"),
    ],
)
def test_a_decision_that_makes_no_sense_is_a_fault(decision: Decision, sentence: str) -> None:
    (found,) = apply(SHEET, [decision]).unapplied
    assert found.fault
    assert sentence in found.reason


def test_a_decision_nobody_understands_keeps_the_others_of_its_track_back() -> None:
    applied = apply(SHEET, [holds("a"), genre("b", "Skiffle")])
    assert labelled(applied) == ("Rock", "Rock", "uploader", False)
    assert applied.outcomes == {Outcome.OPEN: 1}


def test_the_same_recording_is_known_by_its_hash() -> None:
    assert not apply(SHEET, [holds("a", sha256="ab")]).unapplied


@pytest.mark.parametrize(
    ("ways", "noted"),
    [
        ([Chosen.MODEL], "model"),
        ([Chosen.CHANCE, Chosen.MODEL], "chance"),
        ([Chosen.UNKNOWN, Chosen.MODEL], "model"),
        ([Chosen.UNKNOWN], ""),
    ],
)
def test_how_a_track_came_up_is_noted(ways: list[Chosen], noted: str) -> None:
    decisions = [holds(f"m{i}", chosen_by=way) for i, way in enumerate(ways)]
    assert row(apply(SHEET, decisions))["chosen_by"] == noted


ANSWERS = st.sampled_from(list(Answer))
HISTORIES = st.lists(
    st.builds(
        lambda name, who, answer, minute, names: Decision(
            id=name,
            moderator=who,
            answer=answer,
            decided_at=NOON + timedelta(minutes=minute),
            genres=tuple(names) if answer is Answer.GENRE_IS else (),
        ),
        st.sampled_from(["t1", "t2", "elsewhere"]),
        st.sampled_from(["ada", "bob"]),
        ANSWERS,
        st.integers(0, 9),
        st.lists(st.sampled_from(["Rock", "Punk", "Jazz"]), min_size=1, unique=True),
    ),
    max_size=8,
)


@given(HISTORIES, HISTORIES)
def test_applying_again_gives_what_applying_once_gives(
    early: list[Decision], later: list[Decision]
) -> None:
    once = apply(SHEET, [*early, *later])
    there = {row["id"] for row in apply(SHEET, early).kept.rows}
    again = apply(apply(SHEET, early).kept, [*early, *later])
    assert [dict(r) for r in again.kept.rows] == [r for r in once.kept.rows if r["id"] in there]


@given(HISTORIES)
def test_no_row_is_lost_and_a_confirmed_one_was_decided_on(decisions: list[Decision]) -> None:
    applied = apply(SHEET, decisions)
    names = [str(r["id"]) for sheet in (applied.kept, applied.dropped) for r in sheet.rows]
    assert sorted(names) == ["t1", "t2", "t3"]
    decided = {decision.id for decision in decisions}
    assert {r["id"] for r in applied.kept.rows if r["confirmed"]} <= decided


def test_a_claim_that_holds_is_the_one_that_the_decision_names() -> None:
    applied = apply(SHEET, [holds("a", claimed_genre="Punk")])
    assert labelled(applied) == ("Punk", "Rock", "moderator", True)
    without = apply(SHEET, [holds("a", id="t3", claimed_genre="Punk")])
    assert labelled(without, "t3")[0] == "Punk"
    assert rule([holds("a", claimed_genre="Punk"), holds("b")], "Rock").outcome is Outcome.DISPUTED


def test_a_claim_that_the_tree_does_not_have_is_a_fault_where_it_holds() -> None:
    (fault,) = apply(SHEET, [holds("a", claimed_genre="Wobble")]).unapplied
    assert fault.fault
    assert fault.reason == "No genre of the tree is called Wobble."
    other = apply(SHEET, [genre("a", "Punk", claimed_genre="Wobble")])
    assert labelled(other)[0] == "Punk"
