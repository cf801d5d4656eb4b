"""The page of the desk: what comes first, what filters do, and what stands there without a store.

What happens in the browser is in tests/browser/test_review.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from genre_core.desk.queues import Queue
from genre_core.desk.settings import DeskSettings, QueueRule, change_settings
from genre_core.people import LOCAL, Role
from genre_core.store.engine import Store, utc_now
from tests.pages.desk_visit import DeskVisit, role_file

BLIND = (Queue.AUDIT, Queue.SECOND)


def desk(visit: DeskVisit) -> dict[str, Any]:
    """Return what the browser gets."""
    view = json.loads(visit.app.get("bidi_component")[0].proto.json)["view"]
    assert isinstance(view, dict)
    return view


@pytest.mark.usefixtures("data_folder")
def test_the_first_start_shows_a_flagged_track_of_the_demo() -> None:
    view = desk(DeskVisit("review"))
    assert view["queueTitle"] == "Flagged"
    assert view["current"]["verdict"]["outcome"] in ("mismatch", "wrong branch")
    assert view["current"]["track"]
    assert view["upcoming"]["trackKey"] != view["current"]["trackKey"]
    assert view["progress"] == {"today": 0, "waiting": view["progress"]["waiting"], "held": 2}
    assert not view["offline"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("queue", Queue, ids=str)
def test_every_queue_opens_and_an_empty_one_says_what_to_do(queue: Queue) -> None:
    view = desk(DeskVisit("review").choose("queue", queue.value))
    assert view["queueTitle"] == queue.title
    if view["current"] is None:
        assert view["empty"]["title"] == f"Nothing waits in {queue.title}"
    else:
        assert view["current"]["blind"] == (queue in BLIND)


@pytest.mark.usefixtures("demo")
def test_an_address_opens_its_queue() -> None:
    view = desk(DeskVisit("review", queue="Audit"))
    assert view["queueTitle"] == "Audit"
    assert (view["current"]["claimed"], view["current"]["verdict"]) == ("", None)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("queue", ["nonsense", "", "'; DROP TABLE tracks", "📻" * 500])
def test_an_address_that_names_no_queue_opens_the_first(queue: str) -> None:
    assert desk(DeskVisit("review", queue=queue))["queueTitle"] == "Flagged"


@pytest.mark.usefixtures("demo")
def test_filters_narrow_and_when_nothing_is_left_say_so() -> None:
    visit = DeskVisit("review")
    claimed = desk(visit)["current"]["claimedGenre"]
    assert desk(visit.choose("filter-genre", claimed))["current"]["claimedGenre"] == claimed
    view = desk(visit.choose("filter-artist", "no\x00body 📻 '; --"))
    assert view["current"] is None
    assert view["empty"]["title"] == "Nothing like that waits"


@pytest.mark.usefixtures("demo")
def test_in_a_blind_queue_the_filters_that_would_tell_are_gone() -> None:
    visit = DeskVisit("review")
    visit.choose("filter-genre", "Rock").choose("filter-predicted", "Jazz")
    view = desk(visit.choose("queue", "audit"))
    assert view["current"]["blind"]
    assert visit.alerts == []
    assert "genre and severity would tell" in visit.words
    back = desk(visit.choose("queue", "flagged"))
    assert back["current"] is not None


def test_a_queue_that_turns_blind_clears_the_filters_that_would_tell(demo: Store) -> None:
    visit = DeskVisit("review").choose("filter-genre", "Rock")
    rules = {Queue.FLAGGED: QueueRule(blind=True)}
    change_settings(demo, LOCAL, DeskSettings(rules=rules), utc_now())
    view = desk(visit.run())
    assert visit.alerts == []
    assert view["current"] is not None


def test_a_moderator_sees_no_queue_of_the_seniors(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", Role.MODERATOR))
    visit = DeskVisit("review", "ada", queue="Appeals")
    offered = visit.app.selectbox(key="queue").options
    assert not {Queue.APPEALS.title, Queue.ESCALATED.title} & set(offered)
    assert desk(visit)["queueTitle"] == "Flagged"
    assert desk(visit)["moderator"] == "https://id.example.org#ada"


@pytest.mark.usefixtures("data_folder")
@pytest.mark.parametrize(
    "url", ["postgresql://nobody:hush@127.0.0.1:9/desk", "mysql://a", "no url", "sqlite:////"]
)
@pytest.mark.parametrize("page", ["review", "decisions", "dashboard", "library"])
def test_without_a_database_every_page_says_so(
    page: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_DATABASE_URL", url)
    visit = DeskVisit(page)
    (sentence,) = visit.alerts
    assert sentence.endswith(".")
    assert "hush" not in sentence
    assert "Try again" in visit.labels
