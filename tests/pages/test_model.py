"""The page about a model: every part of every model, links, who answers, and damage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from genre_core.card import CARD, Layer, models_folder, read_card, write_card
from genre_core.classifier import CALIBRATION
from genre_core.curves import HISTORY
from genre_core.evaluation.contestant import EVALUATION
from genre_core.networks import Network
from pages.parts import resources
from pages.parts.model.growth_charts import network_chart
from tests.contests import answer_rows, renew, write_contestant
from tests.genre_core.sounds import encode, music
from tests.pages.visit import Visit, as_read

OpenApp = Callable[..., Visit]
PARTS = ("about", "layers", "training", "accuracy", "trust", "map", "compare", "files")
ANSWERED = ("trust", "map", "compare")
"""Parts that need a model's answers to single tracks."""


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of runs of the test's own."""
    monkeypatch.setenv("SPECTROGRAM_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two models of the same tracks, the second one better; the first serves."""
    folder = tmp_path / "models"
    write_contestant(folder / "a", skill=1.0)
    write_contestant(folder / "b", skill=3.0, seed=2)
    for name in ("a", "b"):
        card = read_card(folder / name)
        write_card(replace(card, name=name, title=f"Model {name}"), folder / name)
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder))
    return folder


def complaints(page: Visit) -> str:
    return "\n".join(text for kind in ("info", "warning", "error") for text in page.alerts[kind])


def at(visit: OpenApp, **link: str) -> Visit:
    return visit(next="model", **link)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_shipped_model_is_shown(visit: OpenApp, part: str) -> None:
    page = at(visit, part=part)
    assert page.question == "Open music, five genres"
    assert page.link == {"part": part}
    assert not page.alerts["error"]
    assert len(page.app.subheader) >= 1


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_slides_network_is_shown_or_says_why_not(
    visit: OpenApp, part: str
) -> None:
    page = at(visit, model="seed-2020", part=part)
    assert page.question == "The slides' network, 2020"
    assert ("came without its answers" in complaints(page)) == (part in (*ANSWERED, "about"))
    assert "It cannot be asked" in page.words


def test_both_tables_of_the_seed_stand_beside_ours(visit: OpenApp) -> None:
    page = at(visit, part="layers")
    assert "2,236,164 weights, 3.3% of the one before it" in page.words
    assert "309,333 weights, 13.8% of the one before it" in page.words
    assert "99.8% of the first network's 67,081,236 weights lay in one layer" in page.words
    assert [as_read(panel.label) for panel in page.app.expander] == [
        "The slides' network, 2020: 2,236,164 parameters",
        "The slides' first network: 67,081,236 parameters",
    ]
    assert [len(table.value) for table in page.app.dataframe] == [45, 12, 9]


def test_the_longest_bar_leaves_room_for_its_number_on_a_phone() -> None:
    layers = (Layer("dense", "Dense", (20,), 67_081_236),)
    chart = network_chart((Network("First", layers),))
    low, high = chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert (low, high) == (1_000, 100 * 67_081_236)


def test_the_share_of_right_guesses_has_its_interval(visit: OpenApp) -> None:
    (right,) = [each for each in at(visit).app.metric if each.label == "Right guesses"]
    assert (right.value, right.delta) == ("63.9%", "57.7% to 70.0%")


def test_a_model_without_answers_can_still_be_subtracted(visit: OpenApp) -> None:
    page = at(visit, part="compare", rival="seed-2020")
    assert "came without its answers" in complaints(page)
    (link,) = [each.proto for each in page.app.get("page_link")]
    assert (link.page, link.query_string) == ("confusion", "model=open-music&with=seed-2020")
    assert not at(visit, part="compare", rival="majority").app.get("page_link")


def test_seeds_accuracy_is_said_to_be_of_other_data(visit: OpenApp) -> None:
    said = complaints(at(visit, part="accuracy"))
    assert "measured on other data" in said
    assert "The slides' network, 2020: 29.4% among 20 genres, other data, not at hand" in said


def test_a_link_to_what_is_not_there_says_so(visit: OpenApp) -> None:
    page = at(visit, model="nowhere", part="nothing")
    assert page.question == "Open music, five genres"
    assert "The address asks for the model nowhere" in complaints(page)
    assert "The address asks for the part nothing" in complaints(page)


def test_a_choice_is_written_into_the_address(visit: OpenApp, models: Path) -> None:
    page = at(visit)
    page.app.selectbox(key="model-page-model").set_value("b")
    page.run()
    assert (page.question, page.link["model"]) == ("Model b", "b")
    page.app.button_group(key="model-page-part").set_value("files")
    page.run()
    assert page.link == {"model": "b", "part": "files"}


def test_two_models_are_compared_and_verdicts_that_change_are_named(
    visit: OpenApp, models: Path
) -> None:
    page = at(visit, part="compare")
    assert "Were they equally good, so uneven a count would be rare (p < 0.001)" in page.words
    assert "honest claims would be judged otherwise" in page.words
    figures, changes = page.app.dataframe
    assert figures.value["Figure"].iloc[0] == "Right guesses"
    assert set(changes.value["Now"]) | set(changes.value["Then"]) <= {
        "plausible", "unclear", "flagged", "sibling",
    }  # fmt: skip


def test_who_guesses_one_genre_is_a_rival_too(visit: OpenApp, models: Path) -> None:
    page = at(visit, part="compare", rival="majority")
    assert "Always the commonest genre alone on" in page.words.replace("*", "")


def test_models_of_other_genres_are_not_compared(visit: OpenApp, models: Path) -> None:
    shutil.copytree(Path(__file__).resolve().parents[2] / "models/open-music", models / "five")
    said = complaints(at(visit, part="compare", rival="five"))
    assert "These two cannot be compared" in said
    assert "Compare models of the same genres" in said


def test_chosen_model_answers_in_this_session_only(visit: OpenApp, models: Path) -> None:
    usual = visit(track="night-bus", claim="Rock").words
    page = at(visit, model="b")
    (button,) = [each for each in page.app.button if each.label == "Let this model answer"]
    button.click()
    page.run()
    assert page.app.session_state["serving_model"] == "b"
    assert [as_read(each.label) for each in page.app.button] == ["Back to the usual model (a)"]
    page.app.switch_page("pages/verify.py")
    page.go(track="night-bus", claim="Rock")
    assert page.question == "Does this look like a Rock song to you?"
    assert page.words != usual
    assert "serving_model" not in at(visit, model="b").app.session_state


def test_a_model_that_is_gone_answers_no_more(visit: OpenApp, models: Path) -> None:
    page = at(visit, model="b")
    page.app.button[0].click()
    page.run()
    shutil.rmtree(models / "b")
    page.go(model="a")
    assert page.question == "Model a"
    assert "serving_model" not in page.app.session_state


def lose_the_answers(folder: Path) -> None:
    (folder / EVALUATION).unlink()
    renew(folder)


def answer_nan(folder: Path) -> None:
    rows = answer_rows(200, 1.0)
    rows.loc[3, "p_Rock"] = np.nan
    rows.to_parquet(folder / EVALUATION, index=False)
    renew(folder)


def answer_other_genres(folder: Path) -> None:
    answer_rows(200, 1.0, genres=("Jazz", "Folk", "Blues")).to_parquet(
        folder / EVALUATION, index=False
    )
    renew(folder)


def tear_the_answers(folder: Path) -> None:
    (folder / EVALUATION).write_bytes(b"torn")
    renew(folder)


def change_the_calibration(folder: Path) -> None:
    (folder / CALIBRATION).write_bytes(b"torn")


DAMAGE: dict[Callable[[Path], None], str] = {
    lose_the_answers: "came without its answers to single tracks",
    answer_nan: "a row of probabilities is negative, unknown or not of sum 1",
    answer_other_genres: "cannot be used",
    tear_the_answers: "cannot be used",
    change_the_calibration: "is not the file that was exported",
}


@pytest.mark.parametrize("part", ANSWERED)
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damaged_answers_are_a_sentence(
    visit: OpenApp, models: Path, damage: Callable[[Path], None], part: str
) -> None:
    damage(models / "a")
    assert DAMAGE[damage] in complaints(at(visit, model="a", part=part))


@pytest.mark.parametrize("part", ["accuracy", "layers", "compare"])
def test_a_damaged_rival_leaves_the_page_standing(visit: OpenApp, models: Path, part: str) -> None:
    (models / "b" / CARD).write_text("{")
    page = at(visit, model="a", part=part)
    assert page.question == "Model a"


def test_a_damaged_card_is_a_sentence_and_another_model_can_be_chosen(
    visit: OpenApp, models: Path
) -> None:
    (models / "a" / CARD).write_text("{")
    page = at(visit, model="a")
    assert "The card of a cannot be read" in complaints(page)
    assert page.app.selectbox(key="model-page-model").options == ["a (damaged)", "Model b"]


def test_a_card_of_one_genre_is_a_sentence(visit: OpenApp, models: Path) -> None:
    path = models / "a" / CARD
    path.write_text(path.read_text("utf-8").replace('"Electronic",', "").replace('"Rock"', ""))
    assert "card of" in complaints(at(visit, model="a"))


def test_no_model_at_all_is_a_sentence(
    visit: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path / "none"))
    assert "No model in none/ can be asked" in complaints(at(visit))


def test_a_changed_file_is_named(visit: OpenApp, models: Path) -> None:
    (models / "a" / "golden.npz").write_bytes(b"other")
    page = at(visit, model="a", part="files")
    assert "golden.npz is changed since the export" in complaints(page).replace("*", "")
    # As code: in a sentence its two signs would be drawn as a dash, and nobody could copy it.
    assert "`git restore models`" in complaints(page)
    assert [button.label for button in page.app.download_button] == [
        CARD, "calibration.npz", "evaluation.parquet", "model.onnx",
    ]  # fmt: skip


def test_a_training_that_goes_on_is_seen(visit: OpenApp, runs: Path) -> None:
    page = at(visit, part="training")
    assert "No training was found in" in complaints(page)
    history = runs / "mine" / "fold-1" / HISTORY
    history.parent.mkdir(parents=True)
    history.write_text("epoch,loss,accuracy\n1,2.0,0.2\n")
    page.run()
    assert page.app.selectbox(key="model_run").options == ["mine"]
    assert "1 epochs in 1 fits" in page.words
    assert "Going on" in page.words
    history.write_text("epoch,loss,accuracy\n1,2.0,0.2\n2,nan,0.1\n")
    assert "is no number at times" in complaints(page.run())
    os.utime(history, (1_000_000, 1_000_000))
    assert "Nothing was added since 1970-01-12" in page.run().words
    history.write_text("gibberish")
    assert "cannot be read as training curves" in complaints(page.run())


def test_a_point_of_the_map_opens_its_track(
    visit: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = at(visit, part="map", point="emotify-001")
    assert "Trio Sonata in C Major" in page.words
    assert "CC BY-NC-SA (Magnatune)" in page.words
    assert "Its sound is not on this machine" in complaints(page)
    folder = tmp_path / "music"
    folder.mkdir()
    (folder / "emotify-001.wav").write_bytes(encode(music(8.0, 16_000, 1), 16_000))
    monkeypatch.setenv("SPECTROGRAM_MUSIC", str(folder))
    page = at(visit, part="map", point="emotify-001")
    assert "Its sound is not on this machine" not in complaints(page)
    assert page.app.get("bidi_component")


def test_titles_are_shown_letter_for_letter(visit: OpenApp, models: Path) -> None:
    rows = answer_rows(200, 1.0).assign(title="**:red[bold]**", licence="[x](http://y)", link="x:y")
    rows.to_parquet(models / "a" / EVALUATION, index=False)
    renew(models / "a")
    page = at(visit, model="a", part="map", point="t003")
    assert "**:red[bold]**" in page.words
    assert not any("[bold]" in text.value for text in page.app.markdown)


def test_the_usual_model_serves_where_none_was_chosen() -> None:
    assert (
        resources.serving_classifier().card.name == read_card(models_folder() / "open-music").name
    )
