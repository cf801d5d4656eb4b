"""The figures: of an empty desk, of a lively one, of one that drifts; and the rules of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from genre_core.desk.queues import Queue
from genre_core.desk.settings import read_settings
from genre_core.people import Role
from genre_core.store.engine import Store
from tests.genre_core.desk.histories import World, fill
from tests.pages.desk_visit import DeskVisit, role_file


@pytest.fixture
def lively(demo_free: Store) -> Store:
    """A desk on which three people decided some hundred tracks."""
    fill(demo_free, World(tracks=800, golden=20))
    return demo_free


def metrics(visit: DeskVisit) -> dict[str, str]:
    return {each.label: each.value for each in visit.app.metric}


@pytest.mark.usefixtures("demo")
def test_a_new_desk_says_what_each_figure_needs() -> None:
    visit = DeskVisit("dashboard")
    assert "50 are needed" in visit.alerts[0]
    assert metrics(visit)["Decisions so far"] == "0"
    assert metrics(visit)["Seconds a decision"] == "not known yet"
    assert "No golden item was answered yet" in visit.words
    assert "nan" not in visit.words.lower()


@pytest.mark.usefixtures("lively")
def test_a_lively_desk_shows_every_figure() -> None:
    visit = DeskVisit("dashboard")
    assert len(visit.app.get("vega_lite_chart")) == 2
    waiting, people = (each.value for each in visit.app.dataframe)
    assert list(waiting["Queue"]) == [Queue.FLAGGED.title]
    assert list(people["Moderator"]) == ["ada", "ben", "cy"]
    for words in ("flags were right", "Krippendorff's alpha", "Blind and open labels"):
        assert words in visit.words
    assert "nan" not in visit.words.lower()


def test_honest_tracks_that_look_odd_raise_the_alarm(demo_free: Store) -> None:
    fill(demo_free, World(tracks=800, bend=3.0))
    visit = DeskVisit("dashboard")
    assert len(visit.app.error) == 1


def test_an_admin_changes_the_rules(demo: Store) -> None:
    visit = DeskVisit("dashboard")
    visit.app.number_input[0].set_value(120)
    visit.app.multiselect[0].set_value([Queue.FLAGGED])
    visit.press("Put into force")
    assert "In force" in visit.words
    with demo.reading() as connection:
        settings = read_settings(connection)
    assert settings.lease_seconds == 120
    assert [queue for queue in Queue if settings.blind(queue)] == [Queue.FLAGGED]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", [Role.VIEWER, Role.MODERATOR, Role.SENIOR])
def test_nobody_else_sees_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", role))
    visit = DeskVisit("dashboard", "ada")
    assert visit.app.title[0].value == "How the desk is doing"
    assert "Put into force" not in visit.labels
    assert len(visit.app.expander) == 0
