"""The table of decisions: what is found, and what a track's history lets one do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from genre_core.desk.appeals import appeals
from genre_core.desk.deciding import decide
from genre_core.desk.golden import KnownAnswer, add_golden, golden_items_of
from genre_core.desk.pulling import pull
from genre_core.desk.queues import Queue
from genre_core.desk.rulings import Ruling
from genre_core.people import LOCAL, Person, Role
from genre_core.ruling import Answer
from genre_core.store.engine import Store, utc_now
from tests.genre_core.desk.floor import moderator, terms
from tests.genre_core.desk.seats import set_rules
from tests.pages.desk_visit import DeskVisit, recent, role_file


def say(store: Store, key: str, person: Person = LOCAL, **more: Any) -> str:
    """Decide on the next track, and return its key."""
    lease = pull(store, person, Queue.EVERYTHING, terms(utc_now()))
    assert lease is not None
    ruling = {"answer": Answer.CANNOT_TELL} | more
    decide(store, person, Ruling(key, lease.token, lease.track_key, **ruling), utc_now())
    return lease.track_key


def table(visit: DeskVisit) -> pd.DataFrame:
    """Return the table on the page."""
    (found,) = visit.app.dataframe
    return found.value


def opened(name: str = "", row: int = 0) -> DeskVisit:
    """Visit the page and choose a row."""
    visit = DeskVisit("decisions", name)
    visit.app.session_state["decisions"] = {"selection": {"rows": [row], "columns": []}}
    return visit.run()


@pytest.mark.usefixtures("demo")
def test_an_empty_desk_says_what_to_do() -> None:
    assert "decide some tracks on the desk" in DeskVisit("decisions").words


def test_the_newest_decision_stands_first(demo: Store) -> None:
    say(demo, "d0", note="=SUM(A1) <b>*bold*</b>")
    say(demo, "d1", answer=Answer.GENRE_IS, genres=("Rock", "Jazz"))
    found = table(DeskVisit("decisions"))
    assert list(found["Decision"]) == ["Rock and Jazz", "cannot tell"]
    assert list(found["Note"]) == ["", "=SUM(A1) <b>*bold*</b>"]
    assert set(found["Now"]) == {"stands"}


def test_a_search_finds_what_it_asks_for(demo: Store) -> None:
    say(demo, "d0", note="Banjo 100%")
    say(demo, "d1", answer=Answer.NOT_MUSIC)
    visit = DeskVisit("decisions")
    assert len(table(visit.choose("text", " 100% "))) == 1
    assert list(table(visit.choose("text", "").choose("answer", "not_music"))["Note"]) == [""]
    assert len(table(visit.choose("answer", "").choose("moderator", "local"))) == 2
    assert len(table(visit.choose("queue", "everything"))) == 2
    visit.choose("queue", "golden")
    assert "No decision is like that" in visit.words


@pytest.mark.parametrize(
    "link", [{"text": "%_\\'\x00📻"}, {"answer": "perhaps"}, {"queue": "x"}, {"genre": "Skiffle"}]
)
def test_garbage_in_the_address_does_no_harm(demo: Store, link: dict[str, str]) -> None:
    say(demo, "d0")
    visit = DeskVisit("decisions", **link)
    assert visit.app.title[0].value == "Decisions"


def test_ones_own_decision_can_be_changed(demo: Store) -> None:
    key = say(demo, "d0")
    visit = opened().choose(f"revise-answer-{key}", Answer.GENRE_IS)
    visit.choose(f"revise-genres-{key}", ["Jazz"]).choose(f"revise-note-{key}", "Heard it again.")
    visit.press("Decide")
    new, old = recent(demo)
    assert (new.supersedes, new.genres, new.note) == (old.key, ("Jazz",), "Heard it again.")
    assert list(table(visit)["Now"]) == ["stands", "replaced or undone"]


def test_a_change_that_says_nothing_is_a_sentence(demo: Store) -> None:
    key = say(demo, "d0")
    visit = opened().choose(f"revise-answer-{key}", Answer.GENRE_IS).press("Decide")
    assert "genre_is needs one or more" in visit.alerts[0]
    assert len(recent(demo)) == 1


def test_an_appeal_opens_the_case_again_and_needs_a_reason(demo: Store) -> None:
    key = say(demo, "d0", answer=Answer.NOT_MUSIC)
    visit = opened().press("Open the case again")
    assert "An appeal has a reason" in visit.alerts[0]
    visit.choose(f"appeal-reason-{key}", "The artist wrote to us.").press("Open the case again")
    with demo.reading() as connection:
        (found,) = appeals(connection)
    assert (found.track_key, found.reason) == (key, "The artist wrote to us.")


def test_what_is_written_of_one_track_is_not_there_for_the_next(demo: Store) -> None:
    older, newer = say(demo, "d0"), say(demo, "d1")
    visit = opened(row=1).choose(f"revise-note-{older}", "Of the older one.")
    visit.app.session_state["decisions"] = {"selection": {"rows": [0], "columns": []}}
    visit.run()
    assert visit.app.text_input(key=f"revise-note-{newer}").value == ""


def test_a_golden_item_is_named_and_retired(demo: Store) -> None:
    key = say(demo, "d0", answer=Answer.NOT_MUSIC)
    visit = opened().choose(f"golden-answer-{key}", Answer.NOT_MUSIC)
    assert "Why is the answer known" in visit.press("Make it a golden item").alerts[0]
    visit.choose(f"golden-why-{key}", "We recorded it.").press("Make it a golden item")
    with demo.reading() as connection:
        (item,) = golden_items_of(connection, LOCAL)
    assert (item.known.answer, item.retired_at) == (Answer.NOT_MUSIC, None)
    visit.press("Ask it no more")
    with demo.reading() as connection:
        (item,) = golden_items_of(connection, LOCAL)
    assert item.retired_at is not None


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.VIEWER, []),
        (Role.MODERATOR, ["Open the case again"]),
        (Role.SENIOR, ["Decide", "Open the case again"]),
    ],
)
def test_each_role_is_offered_what_it_may_do(
    demo: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    offered: list[str],
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", role))
    set_rules(demo, second_share=0.0)
    say(demo, "d0", moderator("ben"), answer=Answer.NOT_MUSIC)
    visit = opened(name="ada")
    deeds = {"Decide", "Open the case again", "Make it a golden item", "Ask it no more"}
    assert [label for label in visit.labels if label in deeds] == offered


def test_which_tracks_are_golden_is_for_admins_to_know(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = moderator("ben")
    set_rules(demo, second_share=0.0)
    key = say(demo, "d0", ben, answer=Answer.NOT_MUSIC)
    answer_golden(demo, key)
    assert table(DeskVisit("decisions"))["Queue"][0] == Queue.GOLDEN.title
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", Role.MODERATOR))
    visit = opened(name="ada")
    assert Queue.GOLDEN.title not in set(table(visit)["Queue"])
    assert Queue.GOLDEN.title not in visit.words
    assert Queue.GOLDEN.title not in visit.app.selectbox(key="queue").options


def answer_golden(store: Store, track_key: str) -> None:
    """Let Cy answer a track as a golden item."""
    add_golden(store, LOCAL, track_key, KnownAnswer(Answer.NOT_MUSIC, (), "so"), utc_now())
    cy = moderator("cy")
    lease = pull(store, cy, Queue.GOLDEN, terms(utc_now()))
    assert lease is not None
    decide(store, cy, Ruling("g0", lease.token, track_key, Answer.NOT_MUSIC), utc_now())
