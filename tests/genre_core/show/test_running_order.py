"""A running order comes back from its text as it was, or is refused by scene and field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.errors import ShowError
from genre_core.show.running_order import digest, read_order, write_order
from genre_core.show.scenes import Kind, Round, RunningOrder, Scene
from tests.genre_core.show.orders import order

WHOLE = """\
title: 12:30
scenes:
- id: a
  kind: title
  title: No
  notes: |-
    one
    two
  seconds: 60
- id: b
  kind: round
  round:
    track: b.flac
    claim: "1999"
    truth: ~
    start: 1.5
"""

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"),
    max_size=60,
) | st.sampled_from(["no", "null", "~", "1999", "12:30", "- a", "# b", "a: b", "=x", "1\n\n 2 \n"])
_SECONDS = st.floats(1e-3, 30.0)
_ROUNDS = st.builds(
    Round,
    track=_TEXT.filter(str.strip),
    claim=_TEXT.filter(str.strip),
    truth=st.sampled_from(["", "Rock", "Trip-Hop"]),
    artist=_TEXT,
    title=_TEXT,
    licence=_TEXT,
    start=st.floats(0, 1e5),
    seconds=_SECONDS,
    question=_TEXT,
)
_SHOWN = st.builds(
    Scene,
    id=st.just("a"),
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.ROUND]),
    title=_TEXT,
    text=_TEXT,
    notes=_TEXT,
    seconds=st.none() | _SECONDS,
)
_PLAYED = st.builds(Scene, id=st.just("b"), kind=st.just(Kind.ROUND), round=_ROUNDS, notes=_TEXT)


def test_what_was_typed_is_meant() -> None:
    shown, played = read_order(WHOLE, "x").scenes
    assert read_order(WHOLE, "x").title == "12:30"
    assert shown == Scene("a", Kind.TITLE, "No", notes="one\ntwo", seconds=60.0)
    assert played.round == Round("b.flac", "1999", start=1.5)


def test_json_of_the_same_shape_says_the_same() -> None:
    scenes = [
        {"id": "a", "kind": "title", "title": "No", "notes": "one\ntwo", "seconds": 60},
        {"id": "b", "kind": "round", "round": {"track": "b.flac", "claim": "1999", "start": 1.5}},
    ]
    text = json.dumps({"title": "12:30", "scenes": scenes})
    assert read_order(f"\ufeff \n{text}", "x") == read_order(WHOLE, "x")


@given(_TEXT, _SHOWN, _PLAYED)
def test_any_order_comes_back_as_it_was(title: str, shown: Scene, played: Scene) -> None:
    whole = RunningOrder(title, (shown, played))
    assert read_order(write_order(whole), "x") == whole


def test_lines_are_written_as_lines() -> None:
    whole = RunningOrder("x", (Scene("a", Kind.TITLE, notes="Wait.\nThen begin."),))
    assert "notes: |-\n    Wait.\n    Then begin.\n" in write_order(whole)


def test_an_order_is_told_from_any_other() -> None:
    changed = order(Round("a.flac", "Rock", "Classical", start=0.5))
    assert digest(order()) == digest(order()) != digest(changed)


SCENE = "scenes:\n- id: a\n  kind: title\n"
ROUND = "scenes:\n- {id: a, kind: title}\n- id: b\n  kind: round\n  round:\n    track: x\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "show.yaml: The running order is missing; fields such as title and scenes"),
        ("hello", "The running order is 'hello'"),
        ("- a", "The running order is a list"),
        ("title: a", "scenes is missing; a list of scenes"),
        ("scenes: {a: b}", "scenes is a mapping; a list of scenes"),
        ("scenes: []", "scenes holds 0"),
        ("scenes:\n- x", "scene 1: it is 'x'; fields such as id and kind"),
        ("title: [a]\n" + SCENE, "title is a list; a text was needed"),
        ("scnes: []", "has a field 'scnes'; was scenes meant"),
        ("scenes:\n- id: a", "scene 1 \\(a\\): kind is missing; it is one of title, problem"),
        ("scenes:\n- id: a\n  kind: song", "scene 1 \\(a\\): kind is 'song'"),
        ("scenes:\n- kind: title", "scene 1: id is ''"),
        ("scenes:\n- id: [a]\n  kind: title", "scene 1: id is a list; a text was needed"),
        (SCENE + "  txet: hi", "scene 1 \\(a\\): it has a field 'txet'; was text meant"),
        (SCENE + "  xyzzy: hi", "it has a field 'xyzzy'; it may have id, kind"),
        (SCENE + "  seconds: soon", "scene 1 \\(a\\): seconds is 'soon'; a number of seconds"),
        (SCENE + "  seconds: .nan", "seconds is '.nan'"),
        (SCENE + "  round: 3", "scene 1 \\(a\\): round is '3'; fields such as track and claim"),
        (ROUND + "    claim: Rock\n    start: -1", "scene 2 \\(b\\): round.start is -1"),
        (ROUND + "    claim: Rock\n    truth: Rok", "scene 2 \\(b\\): round.truth is 'Rok'"),
        (ROUND + "    claim: {a: b}", "scene 2 \\(b\\): round.claim is a mapping"),
        (ROUND + "    trak: y", "scene 2 \\(b\\): round has a field 'trak'; was track meant"),
        (ROUND, "scene 2 \\(b\\): round.claim is empty"),
        ('{"scenes": [{"id": "a", "kind": "title", "seconds": true}]}', "seconds is True"),
        ('{"scenes": [{"id": "a", "kind": "title", "seconds": NaN}]}', "seconds is nan"),
        ('{"scenes": [{"id": "a", "kind": "title", "title": 3}]}', "title is 3; a text was needed"),
    ],
)
def test_what_is_wrong_is_told_by_scene_and_field(text: str, wrong: str) -> None:
    with pytest.raises(ShowError, match=wrong) as refused:
        read_order(text, "show.yaml")
    assert str(refused.value).startswith("show.yaml")


@given(st.text(max_size=300) | st.text('{}[]":,&*!?|>-%@`\n a1', max_size=80))
def test_garbage_is_refused_by_a_sentence_and_by_nothing_else(text: str) -> None:
    with pytest.raises(ShowError, match=r"^show\.yaml"):
        read_order(text, "show.yaml")


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_NAMES = st.sampled_from(["title", "scenes", "id", "kind", "round", "track", "claim", "seconds"])
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4)
)


@given(st.dictionaries(_NAMES, _JSON, max_size=3))
def test_json_of_any_shape_is_an_order_or_refused(content: dict[str, object]) -> None:
    try:
        read_order(json.dumps(content), "show.json")
    except ShowError as error:
        assert str(error).startswith("show.json")  # noqa: PT017 - either may happen
