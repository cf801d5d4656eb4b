"""A pack survives interruptions and damage, and never shows what was not packed."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from genre_core.classifier import Classifier, load_classifier
from genre_core.errors import PolicyError, ShowError
from genre_core.show.impression import look
from genre_core.show.pack import Pack, make_pack, read_pack
from genre_core.show.pack_index import INDEX
from genre_core.show.round_json import round_json
from genre_core.show.running_order import RunningOrder
from tests.genre_core.show.made_packs import show_of, write_track
from tests.genre_core.show.orders import order
from tests.models import sign, write_tiny_model


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No crate: these shows have tracks of their own."""
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "data"))


@pytest.fixture
def show(tmp_path: Path) -> RunningOrder:
    return show_of(write_track(tmp_path, "a.wav", 8.0), write_track(tmp_path, "b.wav", 9.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pack"


@pytest.fixture
def pack(show: RunningOrder, folder: Path, tiny_classifier: Classifier) -> Pack:
    return make_pack(show, folder, tiny_classifier, 0.2)


class Said(list[str]):
    """What a pack says while it is made."""

    def __call__(self, what: str, share: float) -> None:
        assert 0 <= share <= 1
        self.append(what)

    @property
    def made(self) -> list[str]:
        return [what for what in self if what.startswith("Making round")]


def test_a_round_is_what_the_model_makes_of_the_packed_sound(
    pack: Pack, tiny_classifier: Classifier
) -> None:
    assert [each.scene for each in pack.index.rounds] == ["r1", "r2"]
    assert pack.faults == ()
    packed = pack.round("r1")
    sound = (pack.folder / packed.sound.name).read_bytes()
    seen = look(sound, "Rock", tiny_classifier, 0.2)
    assert (pack.folder / packed.picture.name).read_bytes() == seen.picture.png
    assert (pack.folder / packed.data.name).read_bytes() == round_json(seen)
    assert (packed.outcome, packed.sentence) == (seen.verdict.outcome, seen.verdict.sentence)
    assert (packed.predicted, packed.seconds) == (seen.verdict.predicted, 4.0)
    assert pack.size == sum(
        (pack.folder / f.name).stat().st_size for r in pack.index.rounds for f in r.files
    )


def test_made_again_it_makes_nothing_and_reads_the_same(
    pack: Pack, show: RunningOrder, folder: Path, tiny_classifier: Classifier
) -> None:
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name != INDEX}
    said = Said()
    assert make_pack(show, folder, tiny_classifier, 0.2, said) == pack == read_pack(folder, show)
    assert said == ["Pack ready"]
    again = {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name != INDEX}
    assert again == times


def test_interrupted_it_goes_on_where_it_ended(
    show: RunningOrder, folder: Path, tiny_classifier: Classifier
) -> None:
    def impatient(what: str, share: float) -> None:
        if what.startswith("Making round r2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_pack(show, folder, tiny_classifier, 0.2, impatient)
    half = read_pack(folder, show)
    assert [each.scene for each in half.index.rounds] == ["r1"]
    assert [fault.scene for fault in half.faults] == ["r2"]
    said = Said()
    assert make_pack(show, folder, tiny_classifier, 0.2, said).faults == ()
    assert said.made == ["Making round r2"]


def test_killed_it_leaves_what_was_whole(
    show: RunningOrder, folder: Path, tmp_path: Path, tiny_model: Path, tiny_classifier: Classifier,
    root: Path,
) -> None:  # fmt: skip
    call = (
        "import sys; from pathlib import Path\n"
        "from tests.genre_core.show.made_packs import pack_and_wait\n"
        "pack_and_wait(*map(Path, sys.argv[1:]))"
    )
    paths = (tiny_model, folder, tmp_path / "a.wav", tmp_path / "b.wav")
    with subprocess.Popen(
        [sys.executable, "-c", call, *map(str, paths)], cwd=root, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert any(line.startswith("Making round r2") for line in child.stdout)
        child.kill()
    half = read_pack(folder, show)
    assert [each.scene for each in half.index.rounds] == ["r1"]
    said = Said()
    assert make_pack(show, folder, tiny_classifier, 0.2, said).faults == ()
    assert said.made == ["Making round r2"]


@pytest.mark.parametrize("what", ["sound", "picture", "data"])
def test_a_damaged_file_is_named_and_made_again(
    pack: Pack, show: RunningOrder, folder: Path, tiny_classifier: Classifier, what: str
) -> None:
    file = getattr(pack.round("r2"), what)
    content = (folder / file.name).read_bytes()
    (folder / file.name).write_bytes(content[:-1] + b"!")
    damaged = read_pack(folder, show)
    assert [each.scene for each in damaged.index.rounds] == ["r1"]
    assert f"Round r2: its {what}, {file.name}, is damaged" in damaged.faults[0].sentence
    with pytest.raises(ShowError, match=f"its {what}, .* is damaged.*make stage-pack"):
        damaged.round("r2")
    said = Said()
    assert make_pack(show, folder, tiny_classifier, 0.2, said) == pack
    assert said.made == [
        f"Making round r2 again: its {what}, {file.name}, is damaged: its content is not what "
        "was packed"
    ]
    assert (folder / file.name).read_bytes() == content


def test_a_missing_file_is_made_again_by_itself(
    pack: Pack, show: RunningOrder, folder: Path, tiny_classifier: Classifier
) -> None:
    for each in pack.index.rounds:
        (folder / each.picture.name).unlink()
    assert len(read_pack(folder, show).faults) == 2
    assert make_pack(show, folder, tiny_classifier, 0.2) == pack


def test_a_round_that_cannot_be_made_stops_no_other(
    show: RunningOrder, folder: Path, tmp_path: Path, tiny_classifier: Classifier
) -> None:
    (tmp_path / "a.wav").write_bytes(b"no music")
    pack = make_pack(show, folder, tiny_classifier, 0.2)
    assert [each.scene for each in pack.index.rounds] == ["r2"]
    assert pack.faults[0].scene == "r1"
    assert pack.faults[0].sentence.startswith("Round r1 cannot be made: ")
    with pytest.raises(ShowError, match="has no round 'r7'"):
        pack.round("r7")


def test_a_changed_track_is_packed_anew_and_one_that_is_gone_stays(
    pack: Pack, show: RunningOrder, folder: Path, tmp_path: Path, tiny_classifier: Classifier
) -> None:
    write_track(tmp_path, "a.wav", 8.5)
    (tmp_path / "b.wav").unlink()
    said = Said()
    again = make_pack(show, folder, tiny_classifier, 0.2, said)
    assert said.made == ["Making round r1 again: its track has changed"]
    assert again.round("r2") == pack.round("r2")
    assert again.faults == ()


def test_another_claim_alpha_or_model_is_another_pack(
    pack: Pack, show: RunningOrder, folder: Path, tmp_path: Path, tiny_classifier: Classifier
) -> None:
    other = show_of(tmp_path / "a.wav", tmp_path / "b.wav", claim="Classical")
    assert "its track, claim or times were changed" in read_pack(folder, other).faults[0].sentence
    said = Said()
    make_pack(show, folder, tiny_classifier, 0.3, said)
    assert len(said.made) == 2
    elsewhere = write_tiny_model(tmp_path / "models" / "tiny")
    (elsewhere / "history.csv").write_text("epoch\n")
    sign(elsewhere)
    same, said = load_classifier(elsewhere), Said()
    make_pack(show, folder, same, 0.3, said)
    assert said.made == []
    newer = replace(same, card=replace(same.card, version="2"))
    made = make_pack(show, folder, newer, 0.3, said)
    assert len(said.made) == 2
    assert made.index.model == "tiny 2"


def test_a_renamed_or_moved_scene_keeps_its_round(
    pack: Pack, show: RunningOrder, folder: Path, tiny_classifier: Classifier
) -> None:
    scenes = [replace(each, id=f"new-{each.id}") for each in reversed(show.scenes)]
    turned, said = RunningOrder("Turned round", tuple(scenes)), Said()
    made = make_pack(turned, folder, tiny_classifier, 0.2, said)
    assert said.made == []
    assert [each.scene for each in made.index.rounds] == ["new-r2", "new-r1"]
    assert made.round("new-r1").files == pack.round("r1").files


def test_two_rounds_of_one_track_share_its_files(
    tmp_path: Path, folder: Path, tiny_classifier: Classifier
) -> None:
    path, said = write_track(tmp_path), Said()
    (played,) = show_of(path).rounds
    assert played.round is not None
    pack = make_pack(order(played.round, played.round), folder, tiny_classifier, 0.2, said)
    assert len(said.made) == 1
    assert pack.round("r1").files == pack.round("r2").files
    assert pack.size == sum(file.size for file in pack.round("r1").files)


def test_a_pack_can_be_shown_where_neither_tracks_nor_model_are(
    pack: Pack, show: RunningOrder, tmp_path: Path
) -> None:
    moved = tmp_path / "usb" / "pack"
    shutil.copytree(pack.folder, moved)
    shutil.rmtree(pack.folder)
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).unlink()
    found = read_pack(moved, show)
    assert (found.index, found.faults) == (pack.index, ())


def test_only_its_own_files_can_be_asked_for(pack: Pack) -> None:
    name = pack.round("r1").sound.name
    assert pack.path(name) == pack.folder / name
    for strange in (INDEX, "../a.wav", "", "/etc/hostname", name.upper()):
        assert pack.path(strange) is None


def test_a_damaged_index_is_told_and_written_anew(
    pack: Pack, show: RunningOrder, folder: Path, tiny_classifier: Classifier
) -> None:
    text = (folder / INDEX).read_text()
    (folder / INDEX).write_text(text.replace('"alpha": 0.2', '"alpha": 0.1'))
    with pytest.raises(ShowError, match=r"show\.json of the pack was changed"):
        read_pack(folder, show)
    said = Said()
    assert make_pack(show, folder, tiny_classifier, 0.2, said) == pack
    assert any("was changed since it was packed" in what for what in said)


def test_a_folder_that_cannot_be_written_and_a_wrong_alpha_are_refused(
    show: RunningOrder, tmp_path: Path, tiny_classifier: Classifier
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ShowError, match="cannot be written"):
        make_pack(show, tmp_path / "file", tiny_classifier, 0.2)
    with pytest.raises(PolicyError, match="alpha is 2"):
        make_pack(show, tmp_path / "pack", tiny_classifier, 2.0)
    with pytest.raises(ShowError, match="There is no pack"):
        read_pack(tmp_path / "nowhere", show)
