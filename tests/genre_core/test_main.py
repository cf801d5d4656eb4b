"""The command line as its user meets it; a process of its own where signals or pipes matter."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3, TCON, TIT2, TPE1

from genre_core.__main__ import main
from genre_core.audio import track_id
from genre_core.card import list_models
from tests.genre_core.sounds import encode, encode_mp3, music
from tests.models import GENRES

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "genre_core"]
LATER_KEYS = {
    "path", "sha256", "claimed", "verdict", "predicted", "probabilities", "p_value",
    "root_p_value", "n_calibration", "alpha", "model",
}  # fmt: skip
Verify = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def models(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds the tiny model and nothing else."""
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tiny_model.parent))
    return tiny_model.parent


@pytest.fixture(scope="session")
def mp3() -> bytes:
    """Four seconds of stereo."""
    return encode_mp3(music(4.0))


@pytest.fixture
def track(tmp_path: Path, mp3: bytes) -> Path:
    """A recording that is tagged as Rock."""
    path = tmp_path / "track.mp3"
    path.write_bytes(mp3)
    tags = ID3()
    for frame in (TCON(text="Rock"), TIT2(text="Öland"), TPE1(text="Nobody")):
        tags.add(frame)
    tags.save(path)
    return path


@pytest.fixture
def verify(models: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run `verify --json` in this process; return its exit code and its objects."""

    def run(*arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
        code = main(["verify", "--json", *map(str, arguments)])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def claim_with(verify: Verify, track: Path, verdict: str, alpha: str) -> str:
    """A genre whose claim for this track ends in this verdict."""
    for genre in GENRES:
        _, [answer] = verify(track, "--claimed", genre, "--alpha", alpha)
        if answer["verdict"] == verdict:
            return genre
    pytest.fail(f"No claim about {track.name} is {verdict} at {alpha}.")


def test_a_track_is_answered_with_all_that_was_promised(verify: Verify, track: Path) -> None:
    code, [answer] = verify(track, "--claimed", "hip hop", "--alpha", "0.1")
    assert code == 0
    assert answer.keys() >= LATER_KEYS
    assert answer["path"] == str(track)
    assert answer["sha256"] == track_id(track)
    assert answer["claimed"] == "hip hop"
    assert answer["claimed_genre"] == "Hip-Hop"
    assert answer["verdict"] == "cannot_test"
    assert answer["p_value"] is None
    assert answer["alpha"] == 0.1
    assert answer["model"] == "tiny"
    assert answer["title"] == "Öland"
    assert answer["probabilities"].keys() == set(GENRES)
    assert sum(answer["probabilities"].values()) == pytest.approx(1.0)
    assert answer["predicted"] == max(answer["probabilities"], key=answer["probabilities"].get)


def test_a_claim_that_holds_exits_with_0(verify: Verify, track: Path) -> None:
    holds = claim_with(verify, track, "plausible", "0.05")
    code, [answer] = verify(track, "--claimed", holds)
    assert code == 0
    assert answer["n_calibration"] == 30
    assert answer["p_value"] > 0.2


def test_a_flag_exits_with_1_and_an_unreadable_file_beats_it(
    verify: Verify, track: Path, tmp_path: Path
) -> None:
    false = claim_with(verify, track, "mismatch", "0.5")
    flagged = ["--claimed", false, "--alpha", "0.5"]
    assert verify(track, *flagged)[0] == 1
    code, answers = verify(track, tmp_path / "missing.mp3", *flagged)
    assert code == 2
    assert [answer["verdict"] for answer in answers] == ["mismatch", "error"]


def test_without_a_claim_each_files_own_tag_is_the_claim(
    verify: Verify, track: Path, tmp_path: Path, mp3: bytes
) -> None:
    untagged = tmp_path / "untagged.mp3"
    untagged.write_bytes(mp3)
    code, [tagged, silent] = verify(track, untagged)
    assert code in (0, 1)
    assert (tagged["claimed"], tagged["claimed_genre"]) == ("Rock", "Rock")
    assert tagged["verdict"] != "cannot_test"
    assert (silent["claimed"], silent["verdict"]) == ("", "cannot_test")
    assert silent["sentence"] == "I cannot test this claim: no genre was named."


def test_one_bad_file_spoils_no_other(verify: Verify, track: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("Not a song.")
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "short.wav").write_bytes(encode(music(1.0)))
    names = ["empty.mp3", "text.mp3", "folder.mp3", "short.wav", "missing.mp3", "track.mp3"]
    code, answers = verify(*(tmp_path / name for name in names), "--claimed", "Rock")
    assert code == 2
    assert [Path(answer["path"]).name for answer in answers] == names
    *bad, good = answers
    assert good["verdict"] != "error"
    for answer, reason in zip(
        bad, ["is empty", "is not audio", "is a folder", "lasts 1.0 s", "no file"], strict=True
    ):
        assert answer["verdict"] == "error"
        assert reason in answer["message"]
        assert answer.keys() >= LATER_KEYS
    assert bad[0]["sha256"] == track_id(tmp_path / "empty.mp3")
    assert bad[2]["sha256"] is None


def test_a_folder_stands_for_its_recordings_in_order(
    verify: Verify, tmp_path: Path, mp3: bytes
) -> None:
    for name in ("b/two.mp3", "b/cover.jpg", "b/.hidden.mp3", "a/one.MP3"):
        path = tmp_path / "music" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mp3)
    _, answers = verify(tmp_path / "music", "--claimed", "Rock")
    found = [Path(answer["path"]).relative_to(tmp_path / "music") for answer in answers]
    assert found == [Path("a/one.MP3"), Path("b/two.mp3")]


@pytest.mark.parametrize(
    "name", ["two words.mp3", "--claimed.mp3", "guitar \N{GUITAR}.mp3", "new\nline.mp3", "-.mp3"]
)
def test_a_file_may_have_any_name(verify: Verify, tmp_path: Path, mp3: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(mp3)
    code, [answer] = verify("--claimed", "Jazz", "--", path)
    assert (code, answer["path"]) == (0, str(path))


def test_a_name_that_is_no_utf8_comes_back_byte_for_byte(
    models: Path, tmp_path: Path, mp3: bytes
) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.mp3"
    try:
        Path(os.fsdecode(name)).write_bytes(mp3)
    except OSError as error:
        if error.errno != errno.EILSEQ:
            raise
        pytest.skip("This file system keeps names in UTF-8 only.")
    for json_wanted in (["--json"], []):
        command = [*COMMAND, "verify", "--claimed", "Jazz", *json_wanted, os.fsdecode(name)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert rb"caf\udce9.mp3" in done.stdout
        if json_wanted:
            assert os.fsencode(json.loads(done.stdout)["path"]) == name


def test_the_table_reads_well_in_eighty_columns(
    models: Path, track: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(track.parent)
    assert main(["verify", "track.mp3", "missing.mp3", "--claimed", "Rok"]) == 2
    heading, row, *words = capsys.readouterr().out.splitlines()
    assert heading.split() == ["verdict", "claimed", "looks", "most", "like", "p", "file"]
    assert re.fullmatch(r"cannot test  Rok +\w+ +\d+% +-  track.mp3", row)
    assert words[0].strip().startswith('I cannot test this claim: "Rok" is not one genre')
    assert re.fullmatch(r"error +Rok +- +-  missing.mp3", words[-2])
    assert "There is no file missing.mp3." in words[-1]
    assert all(len(line) <= 100 for line in (heading, row, *words))


def test_progress_does_not_go_into_files(
    models: Path, track: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["verify", str(track), str(track)])
    assert capsys.readouterr().err == ""


def test_a_list_may_come_on_standard_input(models: Path, track: Path) -> None:
    command = [*COMMAND, "verify", "--json", "--claimed", "Jazz", "-"]
    listed = os.fsencode(track) + b"\r\n\n" + os.fsencode(track)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, input=listed)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_an_interrupted_run_has_printed_what_it_did(models: Path, track: Path) -> None:
    command = [*COMMAND, "verify", "--json", *[str(track)] * 2000]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate()
    assert process.returncode == 130
    assert said.decode().strip().startswith("Interrupted")
    assert all(json.loads(line)["claimed"] == "Rock" for line in [first, *rest.splitlines()])


def test_a_reader_that_goes_away_is_no_error_to_talk_about(models: Path, track: Path) -> None:
    command = [*COMMAND, "verify", "--json", *[str(track)] * 2000]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_decoders_write_no_notes_of_their_own(models: Path, tmp_path: Path, mp3: bytes) -> None:
    torn = tmp_path / "torn.mp3"
    torn.write_bytes(mp3[:40_000] + bytes(5_000) + mp3[45_000:] + b"\n<!-- no frame -->" * 99)
    command = [*COMMAND, "verify", "--claimed", "Jazz", str(torn)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) >= 3


def test_an_unknown_model_is_named_with_a_way_out(
    models: Path, track: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(track), "--model", "none"]) == 2
    captured = capsys.readouterr()
    assert "There is no model 'none'" in captured.err
    assert "Models at hand: tiny" in captured.err
    assert "python -m genre_core models" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("alpha", ["0", "0.6", "nan", "half"])
def test_an_impossible_alpha_is_refused(alpha: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["verify", "track.mp3", "--alpha", alpha])
    assert "Use for example 0.05." in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["-h"], ["verify", "-h"]])
def test_help_explains_the_exit_codes(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(arguments)
    said = capsys.readouterr().out
    assert all(f"; {code} when" in said.replace("\n", " ") for code in (1, 2, 130, 141))


def test_models_are_listed_with_their_accuracy(
    models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models"]) == 0
    captured = capsys.readouterr()
    assert re.search(r"\* tiny +1 +50.0% \[40.0%, 60.0%\] +3  ok\n", captured.out)
    assert captured.err == ""


def test_a_damaged_card_is_reported_beside_the_others(
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "card.json").write_text("{")
    shutil.copytree(models / "tiny", tmp_path / "tiny")
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    assert main(["models"]) == 2
    captured = capsys.readouterr()
    assert re.search(r"broken +- +- +-  damaged: The card of broken cannot be", captured.out)
    assert re.search(r"tiny +1 .* 3  ok\n", captured.out)
    assert captured.err.startswith("broken: Restore the folder")


def test_a_network_that_was_changed_is_found_by_loading_it(
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(models / "tiny", tmp_path / "tiny")
    with (tmp_path / "tiny" / "model.onnx").open("ab") as file:
        file.write(b"x")
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    assert main(["models"]) == 2
    captured = capsys.readouterr()
    assert re.search(r"3  damaged: model.onnx of the model tiny is not the file", captured.out)
    assert captured.err.startswith("tiny: Restore the folder")


def test_a_folder_without_models_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path))
    assert main(["models"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"There is no model in {tmp_path}. Restore the folder")


@pytest.mark.parametrize("name", ["../tiny", "/tiny", "a\\b", "..", "."])
def test_a_model_is_named_and_not_reached_by_a_path(
    models: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["verify", "track.mp3", "--model", name])
    assert "is a path; the name of a model was needed." in capsys.readouterr().err


def test_an_empty_list_on_standard_input_is_no_success(models: Path) -> None:
    command = [*COMMAND, "verify", "-"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, input=b"\n\r\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"No file was named on standard input.")


def test_verifying_loads_no_framework_and_no_decoder_that_is_not_needed(
    models: Path, track: Path
) -> None:
    script = (
        "import sys; from genre_core.__main__ import main; "
        f"main(['verify', '--claimed', 'Jazz', {str(track)!r}]); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"PIL", "av", "keras", "librosa", "onnx", "pandas", "streamlit", "tensorflow"}
    assert "onnxruntime" in loaded
    assert not loaded & heavy


def test_real_music_is_answered_by_the_model_that_ships(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = sorted((shared / "music" / "original").glob("*.mp3"))[:3]
    if not recordings or "open-music" not in list_models():
        pytest.skip("There is no real MP3 in the shared folder, or no model open-music.")
    code = main(["verify", "--json", "--claimed", "Rock", *map(str, recordings)])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == len(recordings)
    assert {answer["model"] for answer in answers} == {"open-music"}
    flagged = any(answer["verdict"] == "mismatch" for answer in answers)
    assert code == (1 if flagged else 0)
