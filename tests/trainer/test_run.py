"""From sound files to a model that judges one, in one run that can be stopped anywhere.

Three genres that a child could tell apart, four artists each, a network that is trained for six
steps: nothing here is about skill, everything about what is handed from step to step.
"""

import csv
import io
import json
from contextlib import redirect_stderr
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from genre_core.analysis import analyse, hear
from genre_core.card import ModelCard, read_card
from genre_core.classifier import Classifier, load_classifier
from genre_core.evidence import gather_evidence
from genre_core.genres import read_claim
from genre_core.music_map import read_map
from tests.trainer.lessons import RECIPE as LESSON
from tests.trainer.tracks import GENRES, SPEC, catalogue, track, write_recordings
from trainer import commands
from trainer.__main__ import main
from trainer.batches import even_crops
from trainer.commands import load_recipe
from trainer.errors import NotPromoted, TrainingError
from trainer.fit import fit
from trainer.judging import promotion
from trainer.promote import LOG, Force
from trainer.run import Run
from trainer.steps import STEPS, all_steps, perform

RECIPE = replace(LESSON, epochs=2, limits=("It heard sines, pulses and noise.",))
UP_TO_EXPORT = tuple(step for step in STEPS if step != "promote")
SHORT, BROKEN = "t090", "t091"


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that went through, the folder of its models and what it said on the way."""

    run: Run
    models: Path
    said: str

    @property
    def model(self) -> Path:
        return self.run.candidate


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 recordings, one of them too short for a crop, and one that is none at all."""
    folder = tmp_path_factory.mktemp("recordings")
    broken = (track(90, "brief", "Rock"), track(91, "broken", "Rock"))
    written = write_recordings(folder, (*catalogue(), *broken))
    (folder / f"{SHORT}.wav").write_bytes((folder / f"{SHORT}.wav").read_bytes()[:12_000])
    (folder / f"{BROKEN}.wav").write_bytes(b"no sound")
    return written


@pytest.fixture(scope="module")
def finished(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    home = tmp_path_factory.mktemp("home")
    run = Run(RECIPE, manifest, home / "runs" / "tiny")
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(said):
        patch.setenv("SPECTROGRAM_MODELS", str(home / "models"))
        perform(run, UP_TO_EXPORT)
    return Finished(run, home / "models", said.getvalue())


@pytest.fixture(scope="module")
def classifier(finished: Finished) -> Classifier:
    return load_classifier(finished.model)


@pytest.fixture(scope="module")
def card(finished: Finished) -> ModelCard:
    return read_card(finished.model)


def stamps(folder: Path, *names: str) -> dict[Path, int]:
    """When each file of these names was last written."""
    found = {path: path.stat().st_mtime_ns for name in names for path in folder.rglob(name)}
    assert found
    return found


def test_the_steps_are_named_as_they_begin(finished: Finished) -> None:
    lines = finished.said.splitlines()
    assert [line for line in lines if line in STEPS] == list(UP_TO_EXPORT)
    assert lines[-1] == "  wrote candidate/tiny"


def test_the_lines_of_progress_say_which_fold_and_how_many_tracks(finished: Finished) -> None:
    lines = [line for line in finished.said.splitlines() if "100%" in line]
    told = [line.partition("100%  ")[2].partition("/s")[0].split("  ") for line in lines]
    folds = [finished.run.side[each.id] for each in finished.run.tracks]
    asked = [f"{folds.count(fold)} of {folds.count(fold)} tracks" for fold in (0, 1)]
    assert [words[:2] for words in told[1:]] == [
        ["fold 1 of 2", "epoch 2 of 2"],
        ["fold 1 of 2", asked[0]],
        ["fold 2 of 2", "epoch 2 of 2"],
        ["fold 2 of 2", asked[1]],
        ["final network", "epoch 2 of 2"],
        ["map", "24 of 24 tracks"],
    ]
    assert told[0][0] == "26 of 26 tracks"


def test_what_cannot_be_used_is_left_out_by_name_and_reason(finished: Finished) -> None:
    assert "  24 of 26 tracks can be used" in finished.said
    assert (
        f"left out {SHORT}: The recording lasts 0.7 s; at least 3.0 s are needed" in finished.said
    )
    assert f"left out {BROKEN}: " in finished.said


def test_a_script_that_draws_features_alone_notices_what_was_left_out(
    manifest: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "load_recipe", lambda _: RECIPE)
    command = ["features", "tiny", "--runs", str(tmp_path), "--manifest"]
    assert main([*command, str(manifest)]) == 1
    assert "2 cannot be used, for which the exit code is 1" in capsys.readouterr().err
    assert len(Run(RECIPE, manifest, tmp_path / RECIPE.name).tracks) == 24
    sound = write_recordings(tmp_path / "sound", catalogue())
    assert main([*command, str(sound), "--runs", str(tmp_path / "again")]) == 0


def test_a_recording_shorter_than_a_crop_is_left_out(manifest: Path, tmp_path: Path) -> None:
    patient = replace(RECIPE, spec=replace(SPEC, frames=600))
    run = Run(patient, manifest, tmp_path / "run")
    said = io.StringIO()
    with redirect_stderr(said):
        perform(run, ["features"])
    assert "  0 of 26 tracks can be used" in said.getvalue()
    assert said.getvalue().count("It is shorter than one crop.") == 24


def test_the_split_is_written_down_and_keeps_artists_whole(finished: Finished) -> None:
    with (finished.run.folder / "split.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    # Those that cannot be used have their place, too.
    assert len(rows) == 26
    assert {row["fold"] for row in rows} == {"1", "2"}
    assert len({(row["artist"], row["fold"]) for row in rows}) == len({r["artist"] for r in rows})


def test_the_exported_network_answers_as_the_trained_one(
    finished: Finished, classifier: Classifier
) -> None:
    """Keras in the run's folder, ONNX in the model's: one network."""
    import keras

    from trainer.architectures import architecture

    keras.utils.set_random_seed(0)
    model = architecture(RECIPE.architecture).build(len(GENRES), SPEC)
    model.load_weights(finished.run.folder / "final" / "fit.weights.h5")
    for each in finished.run.tracks[::5]:
        crops = even_crops(finished.run.store.picture(each.id), RECIPE)
        expected = np.asarray(model.predict_on_batch(crops)).mean(axis=0)
        found = classifier.predict(crops[..., 0]).logits
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_the_model_judges_a_file_that_it_was_not_trained_on(
    classifier: Classifier, manifest: Path, tmp_path: Path
) -> None:
    new = track(500, "someone new", "Rock")
    write_recordings(tmp_path, [new])
    verdict = analyse(tmp_path / new.path, read_claim("Rock"), classifier, 0.2).verdict
    assert verdict.genres == GENRES
    assert verdict.n_calibration == 4  # four artists: one track each
    assert verdict.sentence
    evidence = gather_evidence(tmp_path / new.path, classifier)
    assert evidence.activation.shape[0] == 3


def test_serving_hears_what_was_evaluated(
    finished: Finished, classifier: Classifier, manifest: Path
) -> None:
    """Trainer and app draw the same crops: only the store's bytes lie between them."""
    for each in finished.run.tracks[::6]:
        crops = even_crops(finished.run.store.picture(each.id), RECIPE)[..., 0]
        in_training = classifier.predict(crops).logits
        in_serving = hear(each.path, classifier).prediction.logits
        np.testing.assert_allclose(in_serving, in_training, rtol=0, atol=0.02)


def test_the_card_says_what_was_done(card: ModelCard) -> None:
    assert (card.title, card.genres, card.spec, card.crops) == ("Tiny", GENRES, SPEC, 2)
    assert card.recipe["epochs"] == 2
    assert card.recipe["augmentation"]["mixup"] == RECIPE.augmentation.mixup
    assert "title" not in card.recipe
    assert len(card.data) == 12
    source = card.data[0]
    assert (source.name, source.tracks, source.artists) == ("album of Classical 0", 2, 1)
    assert (source.licence, source.credit) == ("CC0-1.0", "Classical 0")
    assert card.metric("accuracy").note == "24 tracks of 12 artists, each left out of training"
    assert card.layers[-1].name == "logits"
    assert card.limits == RECIPE.limits


def test_every_track_is_judged_once_by_a_network_that_never_heard_its_artist(
    finished: Finished, classifier: Classifier
) -> None:
    rows = pd.read_parquet(finished.model / "evaluation.parquet")
    assert sorted(rows["id"]) == sorted(each.id for each in finished.run.tracks)
    np.testing.assert_allclose(rows[[f"p_{genre}" for genre in GENRES]].sum(axis=1), 1.0)
    assert rows.groupby("artist")["fold"].nunique().max() == 1
    right = rows[[f"p_{genre}" for genre in GENRES]].to_numpy().argmax(axis=1)
    accuracy = np.mean([GENRES[column] for column in right] == rows["genre"])
    assert classifier.card.metric("accuracy").value == round(float(accuracy), 4)


def test_the_history_joins_all_fits(finished: Finished) -> None:
    history = pd.read_csv(finished.model / "history.csv")
    assert history.groupby("fit")["epoch"].apply(list).to_dict() == {
        name: [1, 2] for name in ("final", "fold-1", "fold-2")
    }


def test_a_second_run_trains_nothing_and_draws_nothing(
    finished: Finished, monkeypatch: pytest.MonkeyPatch, card: ModelCard
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(finished.models))
    kept = ("fit.weights.h5", "answers.npz", "index.csv")
    before = stamps(finished.run.folder, *kept[:2])
    drawn = (finished.run.folder / "features" / "index.csv").read_bytes()
    perform(Run(RECIPE, finished.run.manifest, finished.run.folder), UP_TO_EXPORT)
    assert stamps(finished.run.folder, *kept[:2]) == before
    assert (finished.run.folder / "features" / "index.csv").read_bytes() == drawn
    again = read_card(finished.model)
    assert again.metrics == card.metrics
    assert again.layers == card.layers
    assert {n: again.files[n] for n in ("calibration.npz", "golden.npz", "history.csv")} == {
        n: card.files[n] for n in ("calibration.npz", "golden.npz", "history.csv")
    }


def test_a_candidate_that_is_no_better_is_refused_and_a_person_can_overrule_that(
    finished: Finished, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(finished.models))
    with pytest.raises(NotPromoted, match="was not promoted"):
        promotion(finished.run)
    promotion(finished.run, Force("Ada", "It is the first of its kind."))
    assert read_card(finished.models / "tiny") == read_card(finished.model)
    decisions = (finished.models / "tiny" / LOG).read_text("utf-8").splitlines()
    assert [json.loads(line)["promoted"] for line in decisions] == [False, True]


def test_the_tables_of_an_evaluation_add_up(finished: Finished) -> None:
    confusion = pd.read_csv(finished.model / "confusion.csv")
    assert confusion["tracks"].sum() == 24
    assert (confusion[list(GENRES)].sum(axis=1) == confusion["tracks"]).all()
    flagging = pd.read_csv(finished.model / "flagging.csv")
    assert set(flagging["alpha"]) == {0.02, 0.05, 0.1}
    assert set(pd.read_csv(finished.model / "false_flags.csv")["genre"]) >= set(GENRES)


def test_the_map_of_music_has_a_point_a_test_track_by_the_network_that_ships(
    finished: Finished,
) -> None:
    made = read_map(read_card(finished.model), finished.model)
    assert made is not None
    assert list(made.ids) == pd.read_parquet(finished.model / "evaluation.parquet")["id"].tolist()
    assert made.learnt
    assert (made.points.std(axis=0) > 0).all()


def test_an_interrupted_run_goes_on_with_the_fold_that_it_was_in(finished: Finished) -> None:
    folder = finished.run.folder
    said = np.load(folder / "fold-2" / "answers.npz")["said"]
    (folder / "fold-2" / "fit.weights.h5").unlink()
    (folder / "fold-2" / "answers.npz").unlink()
    (folder / "fold-2" / "history.csv").write_text("epoch,loss,acc", "utf-8")
    before = stamps(folder / "fold-1", "*") | stamps(folder / "final", "*")
    run = Run(RECIPE, finished.run.manifest, folder)
    perform(run, ["evaluate"])
    assert stamps(folder / "fold-1", "*") | stamps(folder / "final", "*") == before
    assert (folder / "fold-2" / "history.csv").read_text("utf-8").count("\n") == 3
    # The same seed, the same crops: the same network but for the order of sums in threads.
    again = np.load(folder / "fold-2" / "answers.npz")["said"]
    np.testing.assert_allclose(again, said, atol=1e-3)


def test_another_recipe_does_not_inherit_the_weights(finished: Finished) -> None:
    longer = Run(replace(RECIPE, epochs=3), finished.run.manifest, finished.run.folder)
    with pytest.raises(TrainingError, match="begun with other epochs"):
        perform(longer, ["fit"])


def test_answers_about_other_tracks_are_asked_for_again(finished: Finished) -> None:
    """A file of answers that lacks a track must not shift everybody else's row."""
    path = finished.run.folder / "fold-1" / "answers.npz"
    with np.load(path) as content:
        ids, said = content["ids"], content["said"]
    np.savez(path, ids=ids[1:], said=said[1:])
    answers = Run(RECIPE, finished.run.manifest, finished.run.folder).answers
    rows = [row for row, track in enumerate(answers.test.tracks) if track.id in set(ids)]
    np.testing.assert_allclose(answers.test.logits[rows], said, atol=1e-5)


@pytest.fixture
def lost_device(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Networks that cannot be asked, for TensorFlow's own reason, until the patch is undone."""
    import keras
    import tensorflow as tf

    def lose_the_device(*_: object) -> None:
        raise tf.errors.InternalError(None, None, "the device is lost.\nand more")

    monkeypatch.setattr(keras.Model, "predict_on_batch", lose_the_device)
    return monkeypatch


def test_a_device_that_vanishes_while_a_network_answers_is_said_and_it_is_asked_again(
    finished: Finished, lost_device: pytest.MonkeyPatch
) -> None:
    first, second = (finished.run.folder / f"fold-{fold}" / "answers.npz" for fold in (1, 2))
    kept = first.read_bytes()
    second.unlink()
    said = (
        r"^The device failed: the device is lost\. The trained network is kept, .* the same command"
    )
    with pytest.raises(TrainingError, match=said):
        perform(Run(RECIPE, finished.run.manifest, finished.run.folder), ["evaluate"])
    assert first.read_bytes() == kept
    assert not second.exists()
    lost_device.undo()
    assert len(Run(RECIPE, finished.run.manifest, finished.run.folder).answers.test.tracks) == 24
    assert second.exists()


def test_a_device_that_vanishes_during_the_export_is_said_and_the_old_candidate_stays(
    finished: Finished, lost_device: pytest.MonkeyPatch
) -> None:
    kept = read_card(finished.model)
    said = (
        r"^The device failed: the device is lost\. .* an older candidate; the same command exports"
    )
    with pytest.raises(TrainingError, match=said):
        perform(Run(RECIPE, finished.run.manifest, finished.run.folder), ["export"])
    assert read_card(finished.model) == kept
    load_classifier(finished.model)


def test_weights_of_other_tracks_are_not_taken_for_these(finished: Finished) -> None:
    lesson = replace(finished.run.lesson, train=finished.run.tracks[1:])
    with pytest.raises(TrainingError, match=r"begun with other tracks.* Delete .*final"):
        fit(lesson, finished.run.fitted)


def test_a_network_that_cannot_serve_is_judged_and_no_more() -> None:
    assert all_steps(load_recipe("open_music"))[-1] == "promote"
    assert all_steps(load_recipe("fma_seed_2020"))[-1] == "calibrate"


def test_an_export_without_its_evaluation_names_the_step(
    finished: Finished, tmp_path: Path
) -> None:
    run = Run(RECIPE, finished.run.manifest, tmp_path / "run")
    with pytest.raises(TrainingError, match=r"metrics\.json is missing .* Run the step `evaluate`"):
        perform(run, ["export"])


def test_a_step_before_its_features_names_them(finished: Finished, tmp_path: Path) -> None:
    run = Run(RECIPE, finished.run.manifest, tmp_path / "run")
    with pytest.raises(TrainingError, match="Run the step `features` first"):
        perform(run, ["split"])
