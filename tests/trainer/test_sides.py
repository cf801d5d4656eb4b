"""The split: dealt over all labelled tracks, written down, and read by whoever comes after."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.trainer.lessons import RECIPE
from tests.trainer.tracks import SPEC, catalogue, store_of, track, write_recordings
from trainer.errors import LeakError, TrainingError
from trainer.features import FeatureStore
from trainer.manifest import LabelledTrack, read_manifest
from trainer.parts import Part, Shares
from trainer.provenance import SPLIT_NOTE, claim_split
from trainer.recipe import Recipe
from trainer.run import Run
from trainer.sides import SPLIT, deal, read_split, require_genres, write_split
from trainer.split import deal_folds
from trainer.steps import perform

TRACKS = catalogue(artists=6)
ONCE = replace(RECIPE, folds=0, shares=Shares(0.4, 0.2, 0.2, 0.2))
MANY = catalogue(artists=30, each=1)
RECIPES = [(RECIPE, TRACKS), (ONCE, MANY)]

Edit = Callable[[dict[str, str]], object]


def written(folder: Path, recipe: Recipe, tracks: tuple[LabelledTrack, ...]) -> Path:
    write_split(folder / SPLIT, tracks, deal(tracks, recipe), recipe)
    return folder / SPLIT


def edit(file: Path, change: Edit) -> None:
    """Change the file's {id: fold or part} as somebody with an editor would."""
    with file.open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    sides = {row[0]: row[3] for row in rows}
    change(sides)
    with file.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([header, *([name, "", "", sides[name]] for name in sides)])


@pytest.mark.parametrize(("recipe", "tracks"), RECIPES)
def test_what_is_written_is_what_is_read(
    tmp_path: Path, recipe: Recipe, tracks: tuple[LabelledTrack, ...]
) -> None:
    file = written(tmp_path, recipe, tracks)
    assert read_split(file, tracks, tracks, recipe) == deal(tracks, recipe)
    assert file.read_text("utf-8").splitlines()[0].endswith("fold" if recipe.folds else "part")
    assert list(tmp_path.iterdir()) == [file]


def test_an_artist_who_was_moved_whole_lies_where_the_file_says(tmp_path: Path) -> None:
    file, dealt = written(tmp_path, ONCE, MANY), deal(MANY, ONCE)
    moved = next(name for name, part in dealt.items() if part is Part.TRAIN)
    edit(file, lambda sides: sides.update({moved: "test"}))
    assert read_split(file, MANY, MANY, ONCE) == {**dealt, moved: Part.TEST}


def test_a_row_without_a_side_sets_its_track_aside(tmp_path: Path) -> None:
    file = written(tmp_path, RECIPE, TRACKS)
    edit(file, lambda sides: sides.update(t000=""))
    assert set(read_split(file, TRACKS, TRACKS, RECIPE)) == {t.id for t in TRACKS[1:]}


def test_an_edit_that_parts_an_artist_is_refused_by_name(tmp_path: Path) -> None:
    file = written(tmp_path, RECIPE, TRACKS)
    edit(file, lambda sides: sides.update(t000="1", t001="2"))
    with pytest.raises(
        TrainingError, match=r"split\.csv cannot be used\. Classical 0 lies both in part 1 and in"
    ) as caught:
        read_split(file, TRACKS, TRACKS, RECIPE)
    # The advice for leaks of an official split would be of no use here.
    assert not isinstance(caught.value, LeakError)


def test_an_edit_that_parts_an_album_is_refused(tmp_path: Path) -> None:
    tracks = tuple(replace(each, album_id="7") if each.id in ("t000", "t002") else each
                   for each in TRACKS)  # fmt: skip
    file = written(tmp_path, RECIPE, tracks)
    edit(file, lambda sides: sides.update(t000="1", t001="1", t002="2", t003="2"))
    with pytest.raises(TrainingError, match="The album '7' lies both in part 1 and in part 2"):
        read_split(file, tracks, tracks, RECIPE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sides: sides.pop("t003"), r"lacks 't003'; every track that can be used needs a ro"),
        (lambda sides: sides.update(t003="7"), r"puts 't003' into the fold '7'; it is one of 1, 2"),
        (lambda sides: sides.update(new="1", more="2"), r"names 'new' and 1 more; no labelled tra"),
    ],
)
def test_an_edit_that_cannot_be_meant_is_named_with_what_to_do(
    tmp_path: Path, change: Edit, sentence: str
) -> None:
    file = written(tmp_path, RECIPE, TRACKS)
    edit(file, change)
    with pytest.raises(TrainingError, match=sentence) as caught:
        read_split(file, TRACKS, TRACKS, RECIPE)
    assert "Mend it, or delete split.csv and run the step `split` again." in str(caught.value)


def test_a_track_that_stands_twice_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, RECIPE, TRACKS)
    with file.open("a", encoding="utf-8") as lines:
        lines.write("t003,,,1\n")
    with pytest.raises(TrainingError, match=r"split\.csv names 't003' twice"):
        read_split(file, TRACKS, TRACKS, RECIPE)


def test_a_track_that_cannot_be_used_needs_no_row(tmp_path: Path) -> None:
    """Files of runs that were split before all labelled tracks were written down."""
    file = written(tmp_path, RECIPE, TRACKS)
    edit(file, lambda sides: sides.pop("t003"))
    assert "t003" not in read_split(file, TRACKS, TRACKS[4:], RECIPE)


@pytest.mark.parametrize(
    ("recipe", "sides", "sentence"),
    [
        (RECIPE, {"Rock": [0, 0]}, "of Rock that can be used lies in fold 2; 2 of the 2 need"),
        (RECIPE, {"Rock": []}, "of Rock that can be used lies in fold 1, 2; 2 of"),
        (replace(RECIPE, folds=3), {}, "No track that can be used lies in fold 3; each needs some"),
        (
            ONCE,
            {"Rock": [Part.TRAIN, Part.VALIDATION]},
            "lies in part calibration, test; 4 of the 4",
        ),
    ],
)
def test_a_genre_that_a_side_lacks_once_tracks_were_dropped_is_named(
    recipe: Recipe, sides: dict[str, list[int | Part]], sentence: str
) -> None:
    everywhere: list[int | Part] = [0, 1] if recipe.folds else list(Part)
    placed = {genre: sides.get(genre, everywhere) for genre in recipe.genres}
    pairs = [(genre, side) for genre, found in placed.items() for side in found]
    tracks = [track(i, f"artist {i}", genre) for i, (genre, _) in enumerate(pairs)]
    where = {each.id: side for each, (_, side) in zip(tracks, pairs, strict=True)}
    with pytest.raises(TrainingError, match=sentence):
        require_genres(tracks, where, recipe)


def test_the_split_may_not_change_once_networks_were_judged_by_it(tmp_path: Path) -> None:
    dealt = deal(MANY, ONCE)
    claim_split(tmp_path, dealt)
    claim_split(tmp_path, {each.id: dealt[each.id] for each in reversed(MANY) if each.id in dealt})
    moved = next(name for name, part in dealt.items() if part is Part.CALIBRATION)
    with pytest.raises(TrainingError, match=rf"judged by another split .* delete .*{SPLIT_NOTE}"):
        claim_split(tmp_path, {**dealt, moved: Part.TEST})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose pictures are made up: 100 to 106 frames, in turn."""
    manifest = write_recordings(tmp_path / "music", catalogue(artists=7, each=3))
    made = store_of(read_manifest(manifest))
    monkeypatch.setattr(
        "trainer.run.open_store", lambda _, spec: FeatureStore(made.entries, made.pictures, spec)
    )
    return Run(RECIPE, manifest, tmp_path / "runs" / "tiny")


def test_recipes_with_crops_of_different_length_have_the_same_folds(run: Run) -> None:
    patient = Run(replace(RECIPE, spec=replace(SPEC, frames=103)), run.manifest, run.folder)
    assert 0 < len(patient.tracks) < len(run.tracks)
    # Dealt among themselves, those that are long enough would lie elsewhere.
    among_themselves = deal_folds(patient.tracks, RECIPE.folds)
    common = [each.id for each in patient.tracks]
    assert [among_themselves[name] for name in common] != [run.side[name] for name in common]
    assert [patient.side[name] for name in common] == [run.side[name] for name in common]


def test_later_steps_go_by_the_file_and_the_step_does_not_overwrite_it(run: Run) -> None:
    perform(run, ["split"])
    dealt, file = run.side, run.split_file

    def swap(sides: dict[str, str]) -> None:
        for name in sides:
            sides[name] = {"1": "2", "2": "1"}[sides[name]]

    edit(file, swap)
    kept = file.read_bytes()
    again = Run(run.recipe, run.manifest, run.folder)
    perform(again, ["split"])
    assert file.read_bytes() == kept
    assert again.side == {name: 1 - int(fold) for name, fold in dealt.items()}
    file.unlink()
    assert Run(run.recipe, run.manifest, run.folder).side == dealt


def test_a_leak_in_the_file_ends_the_step_that_trains(run: Run) -> None:
    perform(run, ["split"])
    edit(run.split_file, lambda sides: sides.update(t000="1", t001="2"))
    with pytest.raises(TrainingError, match="Classical 0 lies both in part 1 and in part 2"):
        perform(Run(run.recipe, run.manifest, run.folder), ["fit"])
    assert not list(run.folder.glob("fold-*"))


def test_a_genre_of_three_tracks_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    rare = [each for each in catalogue(artists=30, each=1) if each.genre != "Rock"]
    tracks = [*rare, *(track(500 + i, f"Rock {i}") for i in range(3))]
    run = Run(ONCE, write_recordings(tmp_path / "music", tracks), tmp_path / "runs" / "tiny")
    with pytest.raises(TrainingError, match="Rock has 3 tracks by 3 artists, and none of them"):
        perform(run)
    # Nor is the folder claimed: the mended manifest may use it.
    assert not run.folder.exists()
