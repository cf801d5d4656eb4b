"""The command line: mistakes are answered, and each step's --help says what it does."""

from pathlib import Path

import pytest

from genre_core.classifier import CALIBRATION
from trainer.__main__ import main
from trainer.export import EVALUATION
from trainer.judging import CONFUSIONS, FALSE_FLAGS, FLAGGING, METRICS
from trainer.promote import LOG
from trainer.purposes import PURPOSES
from trainer.sides import SPLIT
from trainer.steps import STEPS


def test_the_command_line_answers_mistakes_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "manifest.csv")
    assert main(["run", "open_jazz", "--manifest", nowhere]) == 1
    assert "no recipe 'open_jazz'. Choose one of fma_20, " in capsys.readouterr().err
    runs = str(tmp_path / "runs")
    assert main(["split", "open_music", "--manifest", nowhere, "--runs", runs]) == 1
    assert "There is no manifest" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["dance"])
    assert "invalid choice: 'dance'" in capsys.readouterr().err


@pytest.mark.parametrize("step", [*STEPS, "run", "fma", "fetch", "curate", "submit", "feedback"])
def test_every_step_explains_itself(step: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([step, "--help"])
    assert left.value.code == 0
    assert f"python -m trainer {step}" in capsys.readouterr().out


def helped(step: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a step's --help says, in one line."""
    with pytest.raises(SystemExit):
        main([step, "--help"])
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("step", [*STEPS, "run"])
def test_every_step_of_a_run_says_what_it_reads_and_writes_and_how_it_goes_on(
    step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = helped(step, capsys)
    assert PURPOSES[step] in said
    assert " Reads " in said
    assert " Writes " in said
    assert "Stopped, " in said or "done anew each time" in said or "there stays" in said
    assert "RUNS/NAME/" in said


@pytest.mark.parametrize(
    ("step", "files"),
    [
        ("split", [SPLIT]),
        ("evaluate", [EVALUATION, METRICS, *CONFUSIONS, FLAGGING, FALSE_FLAGS]),
        ("calibrate", [CALIBRATION]),
        ("promote", [LOG]),
    ],
)
def test_a_step_names_the_files_that_it_writes(step: str, files: list[str]) -> None:
    written = PURPOSES[step].partition("Writes ")[2]
    assert [name for name in files if name not in written] == []


@pytest.mark.parametrize("step", [*STEPS, "run", "fma"])
def test_only_what_promotes_can_be_forced_to(step: str, capsys: pytest.CaptureFixture[str]) -> None:
    promotes = step in ("promote", "run", "fma")
    assert ("--force" in helped(step, capsys)) is promotes
    if not promotes:
        with pytest.raises(SystemExit):
            main([step, "open_music", "--manifest", "none.csv", "--force"])
        assert "unrecognized arguments: --force" in capsys.readouterr().err
