"""``python -m trainer curate`` as a person or a script meets it."""

import argparse
import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from genre_core.genres import GENRES
from tests.trainer.archive import row, tracks_csv, write_archive, zipped
from trainer.errors import CurationError
from trainer.fma.commands import add_parser, change_recipe, run
from trainer.fma.licences import Licences
from trainer.fma.recipes import RECIPES, Balance, Caps, find_recipe
from trainer.fma.rules import Conflict
from trainer.manifest import read_manifest

Figures = dict[str, Any]


def parsed(*arguments: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    return parser.parse_args(["curate", *map(str, arguments)])


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three tracks of each of the twenty genres, zipped."""
    numbers = enumerate((genre for genre in GENRES for _ in range(3)), 1)
    rows = [row(number, track__genres=f"[{genre.fma_id}]") for number, genre in numbers]
    return zipped(write_archive(tmp_path / "meta", tracks_csv(rows)))


def test_a_manifest_comes_out_of_the_zip(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(parsed("--metadata", archive, "--output", tmp_path, "--least", 3))
    assert done == 0
    assert Counter(track.genre for track in read_manifest(tmp_path / "fma-large-20.csv")) == {
        genre.name: 3 for genre in GENRES
    }
    printed = capsys.readouterr()
    assert "Trip-Hop" in printed.out
    assert "fma-large-20.parquet" in printed.err


def test_a_dry_run_writes_nothing_and_prints_json(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    wanted = ("--output", output, "--dry-run", "--json", "--per-genre", 2, "--least", 2)
    run(parsed("--metadata", archive, *wanted))
    figures = json.loads(capsys.readouterr().out)
    assert not output.exists()
    assert figures["ids"] == figures["usable"] == 40
    assert figures["genres"] == {genre.name: 2 for genre in GENRES}
    assert figures["splits"] == {"train": 40}
    assert figures["dropped"] == {"genre-full": 20}
    assert figures["notes"] == []


def test_scarce_genres_are_refused(archive: Path) -> None:
    with pytest.raises(CurationError, match=r"Blues \(3\).* needs 20 of each"):
        run(parsed("--metadata", archive, "--dry-run"))


def test_options_change_a_recipe() -> None:
    options = parsed(
        "--metadata", "x", "--genre", "Rock, Jazz", "--per-artist", 3, "--balance", "equal",
        "--within", "drop", "--licences", "any",
    )  # fmt: skip
    recipe = change_recipe(find_recipe("fma-large-20"), options)
    assert recipe.genres == ("Rock", "Jazz")
    assert recipe.caps == Caps(artist=3)
    assert recipe.balance is Balance.EQUAL
    assert recipe.rules.within is Conflict.DROP
    assert recipe.licences is Licences.ANY


def test_without_options_a_recipe_is_itself() -> None:
    for recipe in RECIPES.values():
        assert change_recipe(recipe, parsed("--metadata", "x")) == recipe


def test_a_fixed_list_takes_no_changes() -> None:
    with pytest.raises(CurationError, match=r"fixed list.*least, genre, within"):
        change_recipe(
            find_recipe("seed-2020"),
            parsed("--metadata", "x", "--least", 9, "--per-genre", 9, "--within", "drop"),
        )


def test_an_unknown_recipe_is_named() -> None:
    with pytest.raises(CurationError, match="no recipe 'best'"):
        run(parsed("--recipe", "best", "--track-genres", "x"))


@pytest.mark.parametrize(
    "arguments",
    [(), ("--metadata", "a", "--track-genres", "b"), ("--metadata", "a", "--balance", "fair")],
)
def test_a_command_that_makes_no_sense_is_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parsed(*arguments)
    assert "error:" in capsys.readouterr().err


def real_figures(shared: Path, capsys: pytest.CaptureFixture[str], *more: object) -> Figures:
    table = shared / "fma" / "track_genres.csv"
    run(parsed("--track-genres", table, "--dry-run", "--json", *more))
    figures: Figures = json.loads(capsys.readouterr().out)
    return figures


def test_the_seeds_recipe_gives_back_the_contest(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = real_figures(shared, capsys, "--recipe", "seed-2020")
    with (shared / "fma" / "contest_ids.csv").open(newline="", encoding="utf-8") as lines:
        published = [line for line in csv.DictReader(lines) if line["genre"]]
    assert figures["genres"] == Counter(line["genre"] for line in published)
    assert figures["splits"] == Counter(line["split"] for line in published)
    assert [figures[name] for name in ("ids", "listed", "usable", "withdrawn", "unlabelled")] == [
        3834, 3834, 3574, 246, 14,
    ]  # fmt: skip


def tables_of(page: Path) -> list[list[str]]:
    lines = page.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]


def test_the_documented_yields_are_those_of_the_real_table(
    shared: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    medium = ("--medium-split", shared / "fma" / "medium_split.csv")
    yields = [
        real_figures(shared, capsys, "--recipe", "seed-2020")["genres"],
        real_figures(shared, capsys)["genres"],
        real_figures(shared, capsys, "--recipe", "fma-medium-20", *medium)["genres"],
    ]
    documented = {cells[0]: cells[1:4] for cells in tables_of(root / "docs" / "fma.md")}
    for genre in GENRES:
        assert documented[genre.name] == [f"{counts[genre.name]:,}" for counts in yields]
