"""``desk stats`` on the command line."""

import argparse
import json

import pytest
from sqlalchemy import URL

from genre_core.desk import stats_commands
from genre_core.errors import StoreError
from genre_core.store.engine import Store
from tests.genre_core.desk.histories import World, fill


def run(store_url: URL, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    names = parser.add_subparsers()
    stats_commands.add_parser(names)
    options = parser.parse_args(["stats", *arguments])
    options.database = store_url
    return stats_commands.run(options)


def test_the_figures_are_one_json_object(
    store: Store, store_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store, World(tracks=120, golden=10))
    assert run(store_url, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["moderators"] == 3
    assert 0 < found["any_two"]["kappa"]["low"] < found["any_two"]["kappa"]["high"] <= 1
    assert found["waiting"][0]["queue"] == ""
    assert len(found["consensus"]["tracks"]) <= 20


def test_what_is_unknown_is_null_in_json(
    store: Store, store_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(store_url, "--json") == 0
    text = capsys.readouterr().out
    assert "NaN" not in text
    assert "Infinity" not in text
    found = json.loads(text)
    assert found["quality"]["precision"]["interval"] == {"value": None, "low": None, "high": None}


def test_for_people_they_are_sentences(
    store: Store, store_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store, World(tracks=120, golden=10))
    assert run(store_url) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("tracks.")
    assert any(line.startswith("Any two moderators: equal labels 0.") for line in lines)
    assert any("wait: " in line or "wait, " in line for line in lines)
    assert "nan" not in "".join(lines)


def test_a_database_that_is_not_there_is_not_made() -> None:
    with pytest.raises(StoreError, match=r"There is no database /nowhere/desk\.sqlite"):
        run(URL.create("sqlite", database="/nowhere/desk.sqlite"))
