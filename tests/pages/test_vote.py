"""The ballot's Python side: one light page for phones, the same in the app, and the results."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from genre_core.show.results import RoundResult
from genre_core.show.scenes import Round
from genre_core.show.votes import Choice, Tally
from pages.parts.stage.results_chart import name_of, results_chart
from pages.parts.vote import ballot_html

PAGE = Path(__file__).resolve().parents[2] / "pages" / "vote.py"
SCRIPTS = PAGE.parent / "parts" / "vote"
LIGHT = 30_000
"""Bytes: under a second on a Wi-Fi that two hundred phones share."""
WITH_CLOSING = {"html", "head", "body", "main", "div", "p", "button", "svg", "script", "style"}


class Ids(HTMLParser):
    """Collects all ids, and counts what is opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the id."""
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in WITH_CLOSING:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Expect the last one that was opened."""
        if tag in WITH_CLOSING:
            assert self.open.pop() == tag


def results_page(votes: bool, truths: bool) -> None:
    """Show results; AppTest runs this function's body as a page of its own."""
    from datetime import UTC, datetime

    from genre_core.show.moments import Moment, Phase
    from genre_core.show.results import RoundResult
    from genre_core.show.scenes import Round
    from genre_core.show.votes import Choice, Show, Tally
    from pages.parts.stage.results import show_results

    begun = datetime(2026, 11, 20, 19, tzinfo=UTC)
    show = Show("s1", "d", "An *evening*", begun, None, Moment("", Phase.SHOWN, 0))
    truth = "Rock" if truths else ""
    rounds = (
        RoundResult(
            "one",
            Round("a.flac", "Rock", truth, title="Night Bus"),
            Tally(30, 10, 5) if votes else Tally(),
            Choice.YES,
        ),
        RoundResult(
            "two",
            Round("b.flac", "Folk", truth),
            Tally(12, 8, 0, (("Rock", 4),)) if votes else Tally(),
            Choice.NO,
        ),
        RoundResult("three", Round("c.flac", "Pop", truth), Tally(), None),
    )
    show_results(rounds, show)


def shown(votes: bool = True, truths: bool = True) -> AppTest:
    """Return the page with results."""
    app = AppTest.from_function(results_page, kwargs={"votes": votes, "truths": truths}).run()
    assert not app.exception, app.exception
    return app


def visited(monkeypatch: pytest.MonkeyPatch, room: str) -> AppTest:
    """Return the page of the ballot, on a room's server or on another."""
    monkeypatch.setenv("SPECTROGRAM_STAGE", room)
    app = AppTest.from_file(PAGE)
    app.session_state["shell_ready"] = True  # through the router
    app.run()
    assert not app.exception, app.exception
    return app


def test_the_phone_s_page_is_light() -> None:
    assert len(ballot_html().encode()) < LIGHT


def test_the_phone_s_page_names_no_other_place() -> None:
    links = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", ballot_html())
    assert set(links) <= {"data:,"}
    assert not re.search(r"https?://|@import|@font-face", ballot_html())


def test_the_phone_s_page_is_whole() -> None:
    page = Ids()
    page.feed(ballot_html())
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert "<!--" not in ballot_html()


def test_every_part_that_the_script_asks_for_is_there() -> None:
    page = Ids()
    page.feed(ballot_html())
    asked = re.findall(r"""(?:part|#write)\("([a-z-]+)\"""", (SCRIPTS / "ballot.js").read_text())
    assert set(asked) <= set(page.ids)
    assert len(set(asked)) > 8


def test_the_room_s_server_shows_the_ballot(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visited(monkeypatch, "1")
    (ballot,) = app.get("bidi_component")
    assert ballot.proto.component_name == "spectrogram_ballot"


def test_another_server_says_how_a_room_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    app = visited(monkeypatch, "")
    assert app.title[0].value == "No vote is held here"
    assert app.code[0].value == "make stage"
    assert not app.get("bidi_component")


def test_results_say_who_was_right_and_how_sure_that_is() -> None:
    app = shown()
    assert {each.label: each.value for each in app.metric} == {
        "Room": "1 of 2",
        "CNN": "2 of 2",
        "Chance": "1 of 2",
    }
    table = app.dataframe[0].value
    assert list(table["Room"]) == ["Yes", "Yes", ""]
    assert list(table["Truth"]) == ["Yes", "No", "No"]
    assert table["Said yes"][0] == "75% (60% to 86%)"
    assert table["Named instead"][1] == "Rock 4"
    words = " ".join(each.value for each in app.caption)
    assert "20 November 2026. Votes: 65, rounds: 3." in words
    assert "agrees with the truth in 50% (9% to 91%) of rounds" in words
    assert "nan" not in str(table).lower()


def test_results_can_be_taken_home() -> None:
    buttons = shown().get("download_button")
    assert [button.proto.label for button in buttons] == [
        "Results (CSV)",
        "Votes as labels (CSV)",
    ]


def test_a_title_is_shown_letter_for_letter() -> None:
    assert shown().title[0].value == r"An \*evening\*"


def test_without_votes_the_results_say_what_they_wait_for() -> None:
    app = shown(votes=False)
    assert "Nobody has voted yet." in app.info[0].value
    assert not app.get("download_button")


def test_without_a_confirmed_genre_nobody_is_right() -> None:
    app = shown(truths=False)
    assert not app.metric
    assert "nothing to be right about" in " ".join(each.value for each in app.caption)


def result(**tally: Any) -> RoundResult:
    """Return what came of a round."""
    return RoundResult("one", Round("a.flac", "Rock", "Rock"), Tally(**tally), Choice.YES)


def test_the_chart_leaves_out_rounds_in_which_nobody_decided() -> None:
    chart = results_chart([result(yes=3, no=1), result(unsure=4), result(no=2)])
    (rows,) = [data for data in chart.to_dict()["datasets"].values() if len(data) == 2]
    assert [row["round"] for row in rows] == ["1. one: Rock?", "3. one: Rock?"]
    assert [row["yes"] for row in rows] == [0.75, 0.0]
    assert all(row["low"] <= row["yes"] <= row["high"] for row in rows)


def test_a_round_is_called_by_its_number_title_and_claim() -> None:
    titled = RoundResult("one", Round("a.flac", "Rock", title="Night Bus"), Tally(), None)
    assert name_of(titled, 2) == "2. Night Bus: Rock?"
