"""The page as a whole: every track gets an answer, and what is damaged gets a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from genre_core.card import CARD, NETWORK, models_folder
from genre_core.conformal import tracks_needed
from genre_core.crate.tracks import UPLOADS
from genre_core.errors import UnreadableAudio
from genre_core.genres import GENRES
from pages.parts import resources
from pages.parts.policy import CHOICES
from tests.genre_core.sounds import encode, music
from tests.models import write_tiny_model
from tests.pages.visit import Visit

OpenApp = Callable[..., Visit]
OPENINGS = ("Yes", "No:", "Hard to say", "I doubt it", "The same family", "It may be", "I cannot")


def test_first_visit_shows_question_answer_player_bars_and_receipts(visit: OpenApp) -> None:
    page = visit()
    assert page.question == "Does this look like a Classical piece to you?"
    assert page.answer.startswith(OPENINGS)
    assert len(page.app.get("bidi_component")) == 2
    assert len(page.app.get("vega_lite_chart")) == 1
    assert [button.label for button in page.app.download_button] == [
        "Receipt as a picture",
        "Receipt as JSON",
    ]
    assert "synthesised by, Spectrogram itself (CC0 1.0)." in page.words


@pytest.mark.parametrize("slug", [upload.slug for upload in UPLOADS])
def test_every_track_of_the_crate_gets_an_answer(visit: OpenApp, slug: str) -> None:
    page = visit(track=slug)
    assert page.answer.startswith(OPENINGS)
    assert page.complaint is None


@pytest.mark.parametrize("part", [0.3, 0.5, 0.7])
def test_a_fault_within_a_file_leaves_the_answer_and_says_what_is_missing(
    visit: OpenApp, part: float
) -> None:
    content = bytearray(encode(music(20.0), kind="FLAC PCM_16"))
    content[round(part * len(content))] ^= 0xFF
    page = visit()
    page.upload("damaged.flac", bytes(content))
    assert page.complaint is None or "cannot be drawn" in page.complaint
    assert page.answer.startswith(OPENINGS)


def test_a_cut_off_file_is_judged_by_what_is_there(visit: OpenApp) -> None:
    content = encode(music(20.0), kind="FLAC PCM_16")
    page = visit()
    page.upload("cut.flac", content[: len(content) // 2])
    assert page.answer.startswith(OPENINGS)
    assert "of the 20.0 s that this file promises decode" in (page.complaint or "")


def test_every_claim_gets_an_answer(visit: OpenApp) -> None:
    page = visit()
    for genre in GENRES:
        assert page.claim(genre.name).answer.startswith(OPENINGS)
        assert genre.name in page.question
    assert page.claim(None).answer == "I cannot test this claim: no genre was named."


def test_a_false_claim_is_flagged_from_its_p_value_on(visit: OpenApp) -> None:
    page = visit(track="falling-ground", claim="Rock")
    outcomes = {}
    for alpha in CHOICES:
        page.app.select_slider(key="alpha").set_value(alpha)
        page.run()
        (label,) = [panel.label for panel in page.app.expander]
        assert f"At {alpha:.0%}, about" in page.words
        if page.answer.startswith("I cannot test"):
            assert f"at least {tracks_needed(alpha)} of them are needed" in page.words
            continue
        p_value = float(label.rpartition(" ")[2])
        outcomes[alpha] = page.alerts["error"] != []
        assert outcomes[alpha] == (p_value <= alpha)
    assert len(outcomes) >= 3


def test_strictness_stays_when_the_track_changes(visit: OpenApp) -> None:
    page = visit()
    page.app.select_slider(key="alpha").set_value(0.2)
    assert page.run().pick("night-bus").app.select_slider(key="alpha").value == 0.2


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one whole model in it, which serves."""
    folder = tmp_path / "models"
    write_tiny_model(folder / "tiny")
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder))
    return folder


def flip_a_byte(models: Path) -> None:
    network = models / "tiny" / NETWORK
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)


def lose_the_folder(models: Path) -> None:
    shutil.rmtree(models)


def empty_the_folder(models: Path) -> None:
    shutil.rmtree(models / "tiny")


def spoil_the_card(models: Path) -> None:
    (models / "tiny" / CARD).write_text("{")


DAMAGE: dict[Callable[[Path], None], str] = {
    flip_a_byte: "model.onnx of the model tiny is not the file that was exported",
    lose_the_folder: "at hand: none",
    empty_the_folder: "at hand: none",
    spoil_the_card: "The card of tiny cannot be read",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damaged_model_is_told_with_the_command_and_mended_without_a_restart(
    visit: OpenApp, models: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(models, tmp_path / "whole")
    damage(models)
    page = visit(track="night-bus", claim="Jazz")
    (said,) = page.alerts["error"]
    assert said == "**No verdict can be given: the model is missing or damaged.**"
    assert DAMAGE[damage] in page.words
    assert [code.value for code in page.app.code] == [
        "git restore models",
        ".venv/bin/python -m genre_core models",
    ]
    shutil.copytree(tmp_path / "whole", models, dirs_exist_ok=True)
    (button,) = [each for each in page.app.button if each.label == "Try again"]
    button.click()
    page.run()
    assert page.answer.startswith(OPENINGS)
    assert page.link == {"track": "night-bus", "claim": "Jazz"}


def test_model_that_serves_is_in_the_repository() -> None:
    assert (models_folder() / "open-music" / NETWORK).is_file()


def test_file_that_vanishes_while_the_page_is_made_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio, match=r"can no longer be read \(No such file"):
        resources.identify(tmp_path / "gone.wav")
    with pytest.raises(UnreadableAudio, match="Upload it again, or choose another"):
        resources.audio("0" * 64, tmp_path / "gone.wav")
