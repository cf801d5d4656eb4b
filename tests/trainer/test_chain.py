"""The one command, as it is typed: which commands it comes to, and what it refuses."""

import argparse
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from trainer.chain import add_parser, commands
from trainer.commands import asked_recipe
from trainer.commands import run as run_step
from trainer.errors import TrainingError
from trainer.fma.recipes import RECIPES

ROOT = Path(__file__).resolve().parents[2]


def typed(*arguments: str) -> tuple[list[str], ...]:
    """The commands that the one command comes to."""
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    options = parser.parse_args(["fma", "--data", "data", *arguments])
    return commands(options, asked_recipe(options))


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """What make says, in an environment without those variables; nothing is run."""
    if shutil.which("make") is None:
        pytest.skip("There is no make on this machine.")
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True)


def test_without_options_everything_is_as_the_archive_has_it() -> None:
    assert typed() == (
        ["fetch", "metadata", "--folder", "data"],
        [
            "curate", "--recipe", "fma-large-20", "--metadata", "data/fma_metadata",
            "--output", "data",
        ],
        ["fetch", "clips", "--manifest", "data/fma-large-20.csv"],
        ["run", "fma_20", "--manifest", "data/fma-large-20.csv", "--runs", "runs"],
    )  # fmt: skip


def test_only_the_genres_of_the_recipe_are_fetched() -> None:
    curate = typed("open_music")[1]
    assert curate[-2:] == ["--genre", "Classical,Electronic,Pop,Rock,Soundtrack"]


def test_a_list_of_the_contest_is_taken_whole() -> None:
    assert RECIPES["seed-2020"].contest
    assert "--genre" not in typed("open_music", "--curation", "seed-2020")[1]


def test_each_command_gets_its_own_options() -> None:
    metadata, curate, clips, run = typed(
        "--base-url", "http://near/", "--sha1", "0a", "--archive", "here.zip",
        "--curate", "--licences commercial --least 5", "--official", "--set-aside",
        "--device", "gpu", "--force", "--who", "Ada", "--why", "It hears more.",
    )  # fmt: skip
    assert metadata[-4:] == ["--base-url", "http://near/", "--sha1", "0a"]
    assert curate[-4:] == ["--licences", "commercial", "--least", "5"]
    assert clips[-4:] == ["--base-url", "http://near/", "--archive", "here.zip"]
    assert run[-9:] == [
        "--official", "--set-aside", "--device", "gpu",
        "--force", "--who", "Ada", "--why", "It hears more.",
    ]  # fmt: skip


def test_a_whole_archive_can_be_asked_for_where_the_server_sends_no_parts() -> None:
    steps = typed("--whole", "--dry-run")
    assert steps[2] == [
        "fetch", "clips", "--manifest", "data/fma-large-20.csv", "--whole", "--dry-run",
    ]  # fmt: skip
    assert [step for step in typed("--whole") if "--whole" in step] == [steps[2][:-1]]


def test_a_dry_run_ends_before_the_training() -> None:
    steps = typed("--dry-run")
    assert [step[0] for step in steps] == ["fetch", "curate", "fetch"]
    assert steps[-1][-1] == "--dry-run"


def test_several_processes_share_the_fit_alone() -> None:
    options = argparse.Namespace(
        recipe="fma_20", official=False, set_aside=False, force=False, manifest=Path("m.csv"),
        runs=Path("runs"), step="run", coordinator="near:1234", pod=False, processes=2, process=0,
        device="",
    )  # fmt: skip
    with pytest.raises(TrainingError, match="they share the step `fit` alone"):
        run_step(options)


def test_make_asks_for_a_folder_before_it_installs_anything() -> None:
    done = make("fma")
    assert done.returncode == 2
    assert done.stderr.startswith("Say where the tables and clips shall go: make fma DATA=FOLDER")
    assert "install" not in done.stdout


def test_make_passes_on_recipe_and_options() -> None:
    done = make("--dry-run", "fma", "DATA=/disk/fma", "RECIPE=own.py", "OPTIONS=--go-on")
    said = done.stdout.splitlines()
    assert said[-1] == '.venv/bin/python -m trainer fma own.py --data "/disk/fma" --go-on'
    assert ".ci/install app" in said
