"""The contest's table has a row for every clip, however often the run was interrupted."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from genre_core.analysis import hear
from genre_core.card import NETWORK
from genre_core.classifier import load_classifier
from genre_core.errors import ModelError
from genre_core.genres import GENRES
from tests.models import write_tiny_model
from tests.trainer.tracks import catalogue, write_recordings
from trainer.errors import ManifestError, TrainingError
from trainer.fma.contest import read_contest
from trainer.submission import AnswerFile
from trainer.submit import add_parser, run


def submit(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="step"))
    return run(parser.parse_args(["submit", *map(str, arguments)]))


def table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))


def predicted(path: Path) -> dict[str, str]:
    rows = table(path)[1:]
    return {row[0]: row[1] for row in rows}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Six recordings: four of the contest's clips in its test part, two in its training part."""
    plain = write_recordings(tmp_path / "data", catalogue(2, 1))
    rows = table(plain)
    names = ["fma-000153", "fma-000192", "fma-000197", "fma-000202", "t004", "t005"]
    splits = ["test"] * 4 + ["train"] * 2
    place = rows[0].index("id")
    changed = [[*rows[0], "split"]]
    for row, name, part in zip(rows[1:], names, splits, strict=True):
        changed.append([*row[:place], name, *row[place + 1 :], part])
    with plain.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(changed)
    return plain


def test_every_clip_of_the_split_has_the_genre_that_serving_hears(
    model: Path, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "submission.csv"
    done = submit("--model", model, "--manifest", manifest, "--split", "test", "--out", out)
    assert done == 0
    classifier = load_classifier(model)
    expected = []
    for number, name in enumerate(("153", "192", "197", "202")):
        heard = hear(manifest.parent / f"t{number:03d}.wav", classifier).prediction
        expected.append([name, heard.genres[int(heard.logits.argmax())]])
    assert table(out) == [["Id", "Predicted"], *expected]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "submission.csv"]


def test_without_a_split_all_tracks_are_asked_about_by_their_own_ids(
    model: Path, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "submission.csv"
    submit("--model", model, "--manifest", manifest, "--out", out)
    assert [row[0] for row in table(out)[1:]] == ["153", "192", "197", "202", "t004", "t005"]


def test_codes_are_places_in_the_alphabet(model: Path, manifest: Path, tmp_path: Path) -> None:
    names, codes = tmp_path / "names.csv", tmp_path / "codes.csv"
    submit("--model", model, "--manifest", manifest, "--out", names)
    submit("--model", model, "--manifest", manifest, "--out", codes, "--codes")
    alphabet = sorted(genre.name for genre in GENRES)
    assert [[name, alphabet[int(code)]] for name, code in table(codes)[1:]] == table(names)[1:]


def test_a_clip_that_cannot_be_heard_has_a_row_a_reason_and_an_exit_code(
    model: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (manifest.parent / "t001.wav").write_bytes(b"no sound")
    (manifest.parent / "t002.wav").unlink()
    out = tmp_path / "submission.csv"
    asked = ("--model", model, "--manifest", manifest, "--split", "test", "--out", out)
    assert submit(*asked) == 1
    rows = predicted(out)
    # Rock is what both tracks outside the test part are labelled.
    assert rows["192"] == rows["197"] == "Rock"
    problems = table(tmp_path / "submission.problems.csv")
    assert [row[0] for row in problems[1:]] == ["fma-000192", "fma-000197"]
    assert "2 by ear" in capsys.readouterr().out
    # What was heard is kept; once the clips are there, only they are asked about.
    for name in ("t001.wav", "t002.wav"):
        (manifest.parent / name).write_bytes((manifest.parent / "t000.wav").read_bytes())
    (manifest.parent / "t000.wav").unlink()
    assert submit(*asked) == 0
    again = predicted(out)
    assert again["192"] == again["197"] == again["153"] == rows["153"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "submission.csv"]


def test_an_interrupted_run_goes_on_where_it_stopped(
    model: Path, manifest: Path, tmp_path: Path
) -> None:
    out, whole = tmp_path / "submission.csv", tmp_path / "whole.csv"
    asked = ("--model", model, "--manifest", manifest)
    submit(*asked, "--out", whole)
    # What a run leaves that was killed while it wrote its third answer.
    network = load_classifier(model).card.files[NETWORK]
    kept = AnswerFile(tmp_path / ".submission.csv.answers", network)
    assert kept.open() == {}
    kept.add("fma-000153", predicted(whole)["153"])
    kept.add("fma-000192", predicted(whole)["192"])
    with kept.path.open("ab") as file:
        file.write(b'{"id": "fma-000197", "ge')
    for name in ("t000.wav", "t001.wav"):  # they are not asked about again
        (manifest.parent / name).unlink()
    assert submit(*asked, "--out", out) == 0
    assert table(out) == table(whole)


def test_clips_that_the_manifest_lacks_can_be_filled_in(
    model: Path, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "submission.csv"
    asked = ("--model", model, "--manifest", manifest, "--split", "test", "--out", out)
    assert submit(*asked, "--complete") == 0
    rows = table(out)[1:]
    assert {name for name, _ in rows} == {
        str(clip.id) for clip in read_contest() if clip.split == "test"
    }
    assert len(rows) == 765
    assert {genre for _, genre in rows[4:]} == {"Rock"}


def test_a_model_is_found_by_its_name(
    model: Path, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(model.parent))
    out = tmp_path / "submission.csv"
    assert submit("--model", "tiny", "--manifest", manifest, "--out", out) == 0
    with pytest.raises(ModelError, match="no model 'huge'"):
        submit("--model", "huge", "--manifest", manifest, "--out", out)


def test_a_split_that_is_not_there_is_refused(model: Path, manifest: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="split 'exam'; there are test, train"):
        submit("--model", model, "--manifest", manifest, "--split", "exam")


def test_one_number_under_two_ids_is_refused(model: Path, manifest: Path) -> None:
    manifest.write_text(manifest.read_text("utf-8").replace("fma-000192", "153"), "utf-8")
    with pytest.raises(TrainingError, match="two ids, among them 153"):
        submit("--model", model, "--manifest", manifest)


def test_a_manifest_without_artists_is_refused(model: Path, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("path,id\na.wav,a\n", "utf-8")
    with pytest.raises(ManifestError, match="artist"):
        submit("--model", model, "--manifest", tmp_path / "m.csv")


def test_answers_of_another_network_are_never_mixed_in(
    model: Path, manifest: Path, tmp_path: Path
) -> None:
    out = tmp_path / "submission.csv"
    (tmp_path / ".submission.csv.answers").write_text(
        json.dumps({"network": "0" * 64}) + "\n", "utf-8"
    )
    with pytest.raises(TrainingError, match=r"another network \(00000000, this one is"):
        submit("--model", model, "--manifest", manifest, "--out", out)


@pytest.mark.parametrize("content", [b"\n", b"[]\n", b'{"network": "n"}\n{"id": 3}\n', b"{\n"])
def test_a_damaged_file_of_answers_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match=r"is damaged .* Delete it"):
        AnswerFile(path, "n").open()
    assert path.read_bytes() == content
