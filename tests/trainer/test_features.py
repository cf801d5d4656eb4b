"""The store holds what was drawn, goes on after an interruption, and says what it left out."""

import fcntl
import json
import multiprocessing
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.audio import decode
from genre_core.spectrogram import compute
from tests.trainer.tracks import SPEC, track, write_recordings
from trainer.errors import TrainingError
from trainer.features import (
    INDEX,
    PICTURES,
    FeatureStore,
    build_store,
    dequantise,
    open_store,
    quantise,
)
from trainer.manifest import LabelledTrack, read_manifest
from trainer.workers import cores


def silent(done: int, total: int) -> None:
    assert 0 < done <= total


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> tuple[LabelledTrack, ...]:
    """Four tracks: three whole, and between them one that does not decode."""
    folder = tmp_path_factory.mktemp("recordings")
    tracks = [
        track(i, f"artist {i}", genre)
        for i, genre in enumerate(("Rock", "Rock", "Classical", "Electronic"))
    ]
    manifest = write_recordings(folder, tracks)
    (folder / "t001.wav").write_bytes(b"no\nsound")
    return read_manifest(manifest)


@pytest.fixture(scope="module")
def whole(recordings: tuple[LabelledTrack, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    build_store(recordings, SPEC, folder, silent)
    return folder


def same(folder: Path, other: Path) -> bool:
    return all((folder / n).read_bytes() == (other / n).read_bytes() for n in (PICTURES, INDEX))


@given(
    st.lists(st.floats(-80.0, 0.0, width=32), min_size=1, max_size=50),
    st.sampled_from([-80.0, -90.0]),
)
def test_a_byte_keeps_a_level_to_half_a_step(levels: list[float], floor: float) -> None:
    decibels = np.array(levels, np.float32)
    back = dequantise(quantise(decibels, floor), floor)
    half_a_step = -floor / 255 / 2
    assert np.abs(back - decibels).max() <= half_a_step + 1e-5
    assert np.array_equal(quantise(back, floor), quantise(decibels, floor))


def test_the_floor_is_0_full_scale_255_and_nothing_wraps_around() -> None:
    ends = np.array([-1000.0, -80.0, 0.0, 3.0, 1000.0], np.float32)
    assert quantise(ends, -80.0).tolist() == [0, 0, 255, 255, 255]
    assert dequantise(np.array([0, 255], np.uint8), -80.0).tolist() == [-80.0, 0.0]


def test_a_stored_picture_is_the_recordings_picture(
    recordings: tuple[LabelledTrack, ...], whole: Path
) -> None:
    store = open_store(whole)
    assert store.spec == SPEC
    for each in recordings:
        if each.id != "t001":
            drawn = compute(decode(each.path, SPEC.sample_rate), SPEC).decibels
            stored = dequantise(store.picture(each.id), SPEC.floor_db).T
            assert np.abs(np.clip(drawn, -80.0, 0.0) - stored).max() <= 80 / 255 / 2 + 1e-4


def test_what_does_not_decode_is_left_out_with_its_reason(
    recordings: tuple[LabelledTrack, ...], whole: Path
) -> None:
    store = open_store(whole)
    assert store.entries["t001"].frames == 0
    assert "\n" not in store.entries["t001"].problem
    assert store.entries["t001"].problem.endswith(".")
    assert [each.id for each in store.usable(recordings)] == ["t000", "t002", "t003"]
    with pytest.raises(TrainingError, match=r"no picture of t001: .+\. Leave it out\."):
        store.picture("t001")
    with pytest.raises(TrainingError, match=r"no picture of t999: was never drawn"):
        store.picture("t999")


def test_a_picture_shorter_than_a_crop_cannot_be_used(
    recordings: tuple[LabelledTrack, ...], whole: Path
) -> None:
    store = open_store(whole)
    patient = FeatureStore(store.entries, store.pictures, replace(SPEC, frames=10_000))
    assert patient.usable(recordings) == ()


def test_a_store_that_is_whole_is_not_drawn_again(
    recordings: tuple[LabelledTrack, ...], whole: Path
) -> None:
    def never(done: int, total: int) -> None:
        pytest.fail("A track was drawn again.")

    before = [(whole / name).read_bytes() for name in (PICTURES, INDEX)]
    build_store(recordings, SPEC, whole, never)
    assert [(whole / name).read_bytes() for name in (PICTURES, INDEX)] == before


def test_an_interrupted_run_goes_on_where_it_stopped(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_store(recordings, SPEC, tmp_path, interrupt)
    assert list(open_store(tmp_path).entries) == ["t000", "t001"]
    drawn: list[tuple[int, int]] = []
    build_store(recordings, SPEC, tmp_path, lambda done, total: drawn.append((done, total)))
    assert drawn == [(1, 2), (2, 2)]
    assert same(tmp_path, whole)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    "torn",
    [
        pytest.param((b"\x07" * 1000, b""), id="frames without a line"),
        pytest.param((b"\x07" * 1000, b"t003,9"), id="half a line"),
        pytest.param((b"\x07" * 1000, b"t003,993,497,"), id="a line without its end"),
        pytest.param((b"", b't003,993,0,"The recor'), id="half a reason"),
    ],
)
def test_what_a_torn_write_left_is_cut_off(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path, torn: tuple[bytes, bytes]
) -> None:
    build_store(recordings[:3], SPEC, tmp_path, silent)
    for name, rest in zip((PICTURES, INDEX), torn, strict=True):
        with (tmp_path / name).open("ab") as file:
            file.write(rest)
    build_store(recordings, SPEC, tmp_path, silent)
    assert same(tmp_path, whole)


def test_a_store_can_be_read_while_frames_without_a_line_are_in_it(
    whole: Path, tmp_path: Path
) -> None:
    for name in (PICTURES, INDEX, "spec.json"):
        (tmp_path / name).write_bytes((whole / name).read_bytes())
    with (tmp_path / PICTURES).open("ab") as file:
        file.write(b"\x07" * (SPEC.bands + 1))
    assert np.array_equal(open_store(tmp_path).picture("t003"), open_store(whole).picture("t003"))


def test_a_store_that_lost_frames_is_refused(whole: Path, tmp_path: Path) -> None:
    for name in (PICTURES, INDEX, "spec.json"):
        (tmp_path / name).write_bytes((whole / name).read_bytes())
    with (tmp_path / PICTURES).open("rb+") as file:
        file.truncate(10 * SPEC.bands)
    with pytest.raises(TrainingError, match=r"holds 10 frames; its index names \d+\. Delete"):
        open_store(tmp_path)


def test_a_store_of_another_spec_is_refused(
    recordings: tuple[LabelledTrack, ...], whole: Path
) -> None:
    with pytest.raises(TrainingError, match=r"was drawn with another spec\. Use another folder"):
        build_store(recordings, replace(SPEC, hop=64), whole, silent)


def test_a_folder_without_a_store_says_which_step_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"holds no feature store\. Run the step `features`"):
        open_store(tmp_path)


def test_a_store_in_which_nothing_decodes_is_refused(
    recordings: tuple[LabelledTrack, ...], tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match=r"holds no picture\. Look at its index\.csv"):
        build_store(recordings[1:2], SPEC, tmp_path, silent)


def test_an_id_that_stands_twice_is_drawn_once(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    drawn: list[tuple[int, int]] = []
    build_store(
        (*recordings, *recordings), SPEC, tmp_path, lambda done, total: drawn.append((done, total))
    )
    assert drawn == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len((tmp_path / INDEX).read_text("utf-8").splitlines()) == 4
    assert np.array_equal(open_store(tmp_path).pictures, open_store(whole).pictures)


def test_what_had_a_problem_is_tried_again_once_its_file_has_changed(
    recordings: tuple[LabelledTrack, ...], tmp_path: Path
) -> None:
    def drawn_again() -> int:
        totals: list[int] = []
        build_store(tracks, SPEC, tmp_path / "store", lambda _, total: totals.append(total))
        return len(totals)

    tracks = tuple(replace(each, path=tmp_path / each.path.name) for each in recordings[:3])
    shutil.copy(recordings[0].path, tracks[0].path)
    tracks[1].path.write_bytes(b"no sound")
    assert drawn_again() == 3
    assert "There is no file" in open_store(tmp_path / "store").entries["t002"].problem
    assert drawn_again() == 0
    shutil.copy(recordings[0].path, tracks[1].path)
    assert drawn_again() == 1
    shutil.copy(recordings[2].path, tracks[2].path)
    assert drawn_again() == 1
    assert drawn_again() == 0
    store = open_store(tmp_path / "store")
    assert store.usable(tracks) == tracks
    assert np.array_equal(store.picture("t000"), store.picture("t001"))
    assert not np.array_equal(store.picture("t000"), store.picture("t002"))


def test_a_store_written_before_files_were_watched_is_read_and_its_problems_tried_again(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    lines = (whole / INDEX).read_text("utf-8").splitlines()
    lines[1] = lines[1].rpartition(",")[0]
    (tmp_path / INDEX).write_text("".join(f"{line}\r\n" for line in lines), "utf-8")
    assert open_store(tmp_path).entries.keys() == open_store(whole).entries.keys()
    drawn: list[int] = []
    build_store(recordings, SPEC, tmp_path, lambda done, _: drawn.append(done))
    assert drawn == [1]
    entry, expected = (open_store(folder).entries["t001"] for folder in (tmp_path, whole))
    assert (entry.problem, entry.state) == (expected.problem, expected.state)
    build_store(recordings, SPEC, tmp_path, lambda done, _: drawn.append(done))
    assert drawn == [1]


def test_crops_of_any_length_are_cut_from_one_store(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    def never(done: int, total: int) -> None:
        pytest.fail("A track was drawn again.")

    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    longer = replace(SPEC, frames=10_000)
    assert build_store(recordings, longer, tmp_path, never).spec == longer
    assert open_store(tmp_path).spec == SPEC
    store = open_store(tmp_path, longer)
    assert store.usable(recordings) == ()
    assert np.array_equal(store.pictures, open_store(whole).pictures)


def test_a_store_of_another_spec_keeps_every_byte(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    for other in (replace(SPEC, bands=8), replace(SPEC, bands=32), replace(SPEC, floor_db=-70.0)):
        with pytest.raises(TrainingError, match="was drawn with another spec"):
            build_store(recordings, other, tmp_path, silent)
        with pytest.raises(TrainingError, match="was drawn with another spec"):
            open_store(tmp_path, other)
    assert same(tmp_path, whole)


def test_a_killed_process_ends_the_step_and_keeps_what_was_drawn(
    recordings: tuple[LabelledTrack, ...], tmp_path: Path
) -> None:
    def kill(done: int, total: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    # More than are ever under way at once.
    many = tuple(replace(recordings[0], id=f"t{i:03d}") for i in range(12 * cores()))
    with pytest.raises(TrainingError, match=r"t000\.wav was killed .* run the step again"):
        build_store(many, SPEC, tmp_path, kill)
    kept = len(open_store(tmp_path).entries)
    assert 1 <= kept < len(many)
    totals: set[int] = set()
    store = build_store(many, SPEC, tmp_path, lambda _, total: totals.add(total))
    assert totals == {len(many) - kept}
    assert store.usable(many) == many


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no /dev/full.")
def test_a_full_disk_is_said_and_the_store_can_be_gone_on_with(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    (tmp_path / PICTURES).symlink_to("/dev/full")
    with pytest.raises(TrainingError, match=r"The disk is full: .* Free some room and run"):
        build_store(recordings, SPEC, tmp_path, silent)
    assert not multiprocessing.active_children()
    (tmp_path / PICTURES).unlink()
    build_store(recordings, SPEC, tmp_path, silent)
    assert same(tmp_path, whole)


def test_two_steps_do_not_write_one_store(
    recordings: tuple[LabelledTrack, ...], whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with (tmp_path / INDEX).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(TrainingError, match=r"Another step `features` is at work in .* Wait"):
            build_store(recordings, SPEC, tmp_path, silent)
    assert same(tmp_path, whole)


@pytest.mark.parametrize("line", ["t009", "t009,0", "t009,one,2,", "t009,0,1,a,b,c"])
def test_a_damaged_index_is_refused_with_its_line(whole: Path, tmp_path: Path, line: str) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    with (tmp_path / INDEX).open("a") as file:
        file.write(f"{line}\r\n")
    with pytest.raises(TrainingError, match=rf"Line 5 of .*index\.csv cannot be read: '{line}'"):
        open_store(tmp_path)


@pytest.mark.parametrize("note", ["", "{", json.dumps([1]), json.dumps(asdict(SPEC) | {"hop": 0})])
def test_a_damaged_note_of_the_spec_is_refused(whole: Path, tmp_path: Path, note: str) -> None:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    (tmp_path / "spec.json").write_text(note, "utf-8")
    with pytest.raises(TrainingError, match=r"spec\.json cannot be read .* Delete the folder"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_written_is_said(
    recordings: tuple[LabelledTrack, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TrainingError, match=r"could not be written .* Make the folder writable"):
        build_store(recordings, SPEC, tmp_path / "file" / "store", silent)
