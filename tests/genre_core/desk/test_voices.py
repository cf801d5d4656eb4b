"""What stands of a history, as the figures hear it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.records import stream_decisions
from genre_core.desk.standing import standing
from genre_core.desk.voices import Voice, by_track, outcome, read_voices, standing_voices
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from tests.genre_core.desk.histories import World, fill
from tests.genre_core.desk.speaking import say
from trainer.feedback import history
from trainer.feedback.decisions import Decision


def heard(*voices: Voice) -> list[str]:
    return [voice.label or voice.answer.value for voice in standing_voices(voices)]


def test_a_moderators_last_decision_on_a_track_stands() -> None:
    assert heard(say(1, "ada", "Punk"), say(2, "ada", "Jazz"), say(1, "ada", "Pop")) == [
        "Jazz",
        "Pop",
    ]


def test_an_undo_takes_the_last_one_back() -> None:
    assert heard(say(1, "ada", "Punk"), say(1, "ada", "undo")) == []
    assert heard(say(1, "ada", "Punk"), say(1, "ada", "Jazz"), say(1, "ada", "undo")) == ["Punk"]


def test_an_undo_by_key_takes_that_one_back_and_can_be_undone() -> None:
    first = say(1, "ada", "Punk")
    undone = say(1, "ada", "undo", supersedes=first.key)
    again = say(1, "ada", "undo", supersedes=undone.key)
    assert heard(first, undone) == []
    assert heard(first, undone, again) == ["Punk"]


def test_nobody_undoes_anothers_decision() -> None:
    first = say(1, "ada", "Punk")
    assert heard(first, say(1, "ben", "undo", supersedes=first.key)) == ["Punk"]


def test_an_answer_to_a_golden_item_stands_beside_the_opinion_on_the_track() -> None:
    said = say(1, "ada", "Punk")
    asked = say(1, "ada", "Jazz", queue="golden")
    assert heard(said, asked) == ["Punk", "Jazz"]
    assert by_track([asked]) == {}


def test_opinions_that_are_the_same_have_an_outcome_and_others_none() -> None:
    rock, punk = say(1, "ada", "holds"), say(1, "ben", "Punk")
    assert outcome([rock, say(1, "cy", "Rock")]) is not None
    assert outcome([rock, punk]) is None
    assert outcome([say(1, "ada", "Punk", claimed="Jazz"), say(1, "ben", "Rock", claimed="Jazz")])
    assert outcome([]) is None
    assert outcome([rock, say(1, "dora", "Jazz", settles=True), punk]) is not None


@dataclass(frozen=True, slots=True)
class Step:
    who: str
    word: str
    back: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from("ab"),
        st.sampled_from(["holds", "Punk", "skip", "undo"]),
        st.integers(0, 4),
    ),
    max_size=12,
)


@given(STEPS)
def test_what_stands_is_what_stands_in_the_trainers_file(steps: list[Step]) -> None:
    voices: list[Voice] = []
    for step in steps:
        key = voices[-step.back].key if 0 < step.back <= len(voices) else ""
        voices.append(say(1, step.who, step.word, supersedes=key))
    lines = [
        Decision(
            id="1",
            answer=each.answer,
            moderator=each.moderator,
            decided_at=each.decided_at,
            line=each.number,
            genres=each.genres,
            key=each.key,
            supersedes=each.supersedes,
        )
        for each in voices
    ]
    expected = {d.key for each in history.standing(lines) for d in each.decisions}
    assert {voice.key for voice in standing_voices(voices)} == expected


@pytest.fixture
def small() -> World:
    return World(tracks=60, golden=5)


def test_decisions_are_read_as_they_are_streamed(store: Store, small: World) -> None:
    fill(store, small)
    with store.reading() as connection:
        voices = read_voices(connection)
        records = list(stream_decisions(connection))
    assert len(voices) == len(records) > 40
    for voice, record in zip(voices, records, strict=True):
        for name in ("key", "answer", "genres", "moderator", "queue", "blind", "seconds"):
            assert getattr(voice, name) == getattr(record, name)
        assert (voice.number, voice.track, voice.taken_at) == (
            record.id,
            record.track_id,
            record.taken_at,
        )
        assert (voice.claimed, voice.predicted) == (record.claimed_genre, record.predicted)
        assert (voice.p_value, voice.cut) == (record.p_value, 0.05)


def test_what_stands_on_a_track_is_what_the_desk_says_stands(store: Store, small: World) -> None:
    fill(store, small)
    with store.reading() as connection:
        voices = by_track(standing_voices(read_voices(connection)))
        records = list(stream_decisions(connection))
    for track, said in voices.items():
        stands = standing(record for record in records if record.track_id == track)
        found, expected = outcome(said), stands.opinion
        assert (found and found.key) == (expected and expected.key)
    assert all(voice.answer is not Answer.UNDO for said in voices.values() for voice in said)
