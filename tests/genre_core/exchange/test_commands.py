"""``desk import`` and ``desk export`` as a person types them."""

import argparse
import json
from pathlib import Path

import pytest
from sqlalchemy import URL

from genre_core.errors import ExchangeError, StoreError
from genre_core.exchange import export_command, import_command
from genre_core.exchange.exporting import Format


def command(url: URL, *words: object) -> int:
    """Run a command on a database; return its exit code."""
    parser = argparse.ArgumentParser()
    names = parser.add_subparsers(dest="name")
    modules = {"import": import_command, "export": export_command}
    for module in modules.values():
        module.add_parser(names)
    options = parser.parse_args([str(word) for word in words])
    options.database = url
    code = modules[options.name].run(options)
    assert isinstance(code, int)
    return code


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Two tracks, one decision and one bad row."""
    path = tmp_path / "c.csv"
    text = "id;title;decision;moderator;decided_at\n1;a;holds;ada;2026-02-03T10:15:00Z\n"
    path.write_text(f"\ufeff{text}2;b;;;\n;c;;;\n")
    return path


def test_the_names_of_the_formats_are_those_of_the_exports() -> None:
    assert tuple(Format) == export_command.FORMATS


def test_an_import_says_what_became_of_the_rows(
    store_url: URL, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(store_url, "import", catalogue) == import_command.REFUSED
    said = capsys.readouterr()
    assert "c.csv: of its tracks 2 are new, 0 were the same" in said.out
    assert "1 refused" in said.out
    assert "Line 4: it names neither an id nor a file" in said.err


def test_an_import_as_json(
    store_url: URL, catalogue: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(store_url, "import", "--json", "--audio-root", "/music", catalogue)
    found = json.loads(capsys.readouterr().out)
    assert found["tracks"] == {"new": 2, "same": 0, "changed": 0}
    assert found["decisions"]["new"] == 1
    assert found["refusals"][0]["line"] == 4


def test_a_format_that_nobody_knows_is_a_sentence(store_url: URL, catalogue: Path) -> None:
    with pytest.raises(ExchangeError, match="--format is 'xml'; it is one of csv"):
        command(store_url, "import", "--format", "xml", catalogue)


def test_exports_say_how_much_is_in_the_file(
    store_url: URL, catalogue: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(store_url, "import", catalogue)
    for form in Format:
        path = tmp_path / f"out.{form}"
        assert command(store_url, "export", form, path) == export_command.DONE
        assert path.exists()
    said = capsys.readouterr().err
    assert f"1 decisions are in {tmp_path / 'out.csv'}" in said
    assert f"2 entries are in {tmp_path / 'out.audit'}" in said


def test_an_export_of_no_database_makes_none(tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "none.sqlite"))
    with pytest.raises(StoreError, match="There is no database"):
        command(url, "export", "csv", tmp_path / "d.csv")
    assert not list(tmp_path.iterdir())
