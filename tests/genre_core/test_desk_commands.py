"""The command ``desk`` on the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from genre_core.__main__ import main
from genre_core.store.addresses import VARIABLE


def test_help_loads_no_database() -> None:
    script = (
        "import sys\nfrom genre_core.__main__ import main\n"
        "try: main(['desk', '--help'])\nexcept SystemExit: print('sqlalchemy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "verify-audit" in run.stdout
    assert run.stdout.endswith("False\n")


def test_the_database_is_in_the_data_folder_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "data"))
    assert main(["desk", "migrate"]) == 0
    assert (tmp_path / "data" / "desk.sqlite").exists()
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path / 'variable.sqlite'}")
    assert main(["desk", "migrate"]) == 0
    assert (tmp_path / "variable.sqlite").exists()
    assert main(["desk", "migrate", "--database", f"sqlite:///{tmp_path / 'option.sqlite'}"]) == 0
    assert (tmp_path / "option.sqlite").exists()
    assert "option.sqlite is of this version" in capsys.readouterr().out


def test_a_url_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["desk", "migrate", "--database", "ada:S3cret@db"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "is no URL" in said
    assert "S3cret" not in said


def test_an_error_of_the_store_is_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    (tmp_path / "desk.sqlite").write_text("no database" * 100)
    assert main(["desk", "migrate", "--database", url]) == 2
    assert "is no SQLite database" in capsys.readouterr().err
