"""The page of confusions: what links open, and what stands there where something is missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.card import CARD, models_folder
from genre_core.evaluation.grid import Look
from genre_core.evaluation.matrix import Order, Share
from pages.parts.confusion.address import Address, read_address
from pages.parts.confusion.tracks import web_link
from tests.evaluations import evaluation_rows, write_evaluation
from tests.genre_core.sounds import encode, music
from tests.models import write_tiny_model
from tests.pages.visit import PageVisit, as_read

GENRES = ("Folk", "Jazz", "Metal", "Psych-Folk")
MODELS = ("open-music", "seed-2020")
PARAMETERS = "model with view order families open errors true called genre track".split()


class Visit(PageVisit):
    """One session of the page, opened by a link."""

    def __init__(self, **link: str) -> None:
        super().__init__("confusion.py", **link)

    @property
    def complaints(self) -> list[str]:
        return [as_read(box.value) for box in (*self.app.warning, *self.app.error)]

    @property
    def words(self) -> str:
        texts = (*self.app.markdown, *self.app.caption, *self.app.info, *self.app.subheader)
        return "\n".join(as_read(text.value) for text in texts)

    @property
    def components(self) -> int:
        return len(self.app.get("bidi_component"))

    @property
    def tables(self) -> list[Any]:
        return [frame.value for frame in self.app.dataframe]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of models with the slides', and one with test tracks called made."""
    folder = tmp_path / "models"
    shutil.copytree(models_folder() / "seed-2020", folder / "seed-2020")
    write_evaluation(folder / "made", evaluation_rows(90, GENRES), GENRES)
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder))
    return folder


@given(
    st.builds(
        Address,
        model=st.sampled_from(MODELS),
        look=st.builds(
            Look,
            share=st.sampled_from(Share),
            order=st.sampled_from(Order),
            families=st.just(True),
            opened=st.sampled_from(["", "Rock"]),
            errors=st.booleans(),
        ),
        genre=st.sampled_from(["", "Rock"]),
        track=st.text(max_size=5),
    )
)
def test_a_link_says_all_that_was_chosen(address: Address) -> None:
    read = read_address(address.link(), MODELS, "open-music")
    assert read.address == address
    assert read.complaints == ()


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text()))
def test_no_link_is_too_strange_to_be_read(link: dict[str, str]) -> None:
    read = read_address(link, MODELS, "open-music")
    assert read.address.model in MODELS
    again = read_address(read.address.link(), MODELS, "open-music")
    assert again.address == read.address


def test_first_visit_shows_the_models_matrix_and_its_figures() -> None:
    page = Visit()
    assert page.components == 1
    assert "Accuracy" in page.words
    assert "Choose a cell to hear its tracks" in page.words
    assert page.complaints == []
    assert set(page.app.selectbox(key="confusion-model").options) == {
        "Open music, five genres",
        "The slides' network, 2020",
    }


def test_the_slides_matrix_is_there_from_the_first_start() -> None:
    page = Visit(model="seed-2020", true="Rock", called="Psych-Rock")
    assert "Of 100 true Rock tracks, 17 were called Psych-Rock" in page.words
    assert "only the matrix was published" in page.words
    assert "29.4%" in page.words
    assert page.complaints == []


def test_a_cell_opens_its_tracks(models: Path) -> None:
    page = Visit(model="made", true="Folk", called="Folk")
    (table,) = page.tables
    rows = evaluation_rows(90, GENRES)
    chances = rows[[f"p_{genre}" for genre in GENRES]].to_numpy()
    right = (rows["genre"] == "Folk") & (chances.argmax(axis=1) == 0)
    assert sorted(table["Title"]) == sorted(rows["title"][right])
    assert list(table["P(Folk)"]) == sorted(table["P(Folk)"], reverse=True)
    assert "The surest first." in page.words
    assert "Its sound is not on this machine" in page.words
    assert table["Link"].str.startswith("https://example.org/").all()


def test_a_track_of_the_link_is_the_one_on_show(models: Path) -> None:
    page = Visit(model="made", true="Folk", called="Folk")
    last = page.tables[0]["Title"].iloc[-1]
    number = int(last.removeprefix("title "))
    page = Visit(model="made", true="Folk", called="Folk", track=f"fma-{number:06}")
    assert f"**{last}**" in page.words
    strange = Visit(model="made", true="Folk", called="Folk", track="nobody's")
    assert strange.complaints == [
        "The track that the address names does not lie in this cell; this is the first."
    ]


def test_sound_at_hand_can_be_played(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Visit(model="made", true="Folk", called="Folk")
    number = int(page.tables[0]["Title"].iloc[0].removeprefix("title "))
    clip = tmp_path / "music" / "fma_large" / "000" / f"{number:06}.mp3"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(encode(music(4.0), kind="FLAC PCM_16"))
    monkeypatch.setenv("SPECTROGRAM_MUSIC", f"/nowhere:{tmp_path / 'music'}")
    page = Visit(model="made", true="Folk", called="Folk")
    assert list(page.tables[0]["Sound"]) == [True] + [False] * (len(page.tables[0]) - 1)
    assert page.components == 3  # the matrix, the player, one recording
    assert "Its sound is not" not in page.words


@pytest.mark.parametrize("model", ["made", "seed-2020"])
def test_a_genres_page_opens_by_its_link(models: Path, model: str) -> None:
    page = Visit(model=model, genre="Jazz")
    assert [metric.label for metric in page.app.metric] == ["Recall", "Precision", "F1"]
    assert "What it is confused with" in page.words
    assert ("Its most telling tracks" in page.words) == (model == "made")
    page.app.button(key="confusion-back").click()
    page.run()
    assert page.link == {"model": model}
    assert page.components == 1


def test_choices_lead_to_the_address(models: Path) -> None:
    page = Visit(model="seed-2020")
    page.app.toggle(key="confusion-errors").set_value(True)
    page.run()
    page.app.toggle(key="confusion-families").set_value(True)
    page.run()
    page.app.selectbox(key="confusion-open").set_value("Rock")
    page.run()
    page.app.selectbox(key="confusion-model").set_value("made")
    page.run()
    assert page.link == {"model": "made", "errors": "yes", "families": "yes", "open": "Rock"}
    assert Visit(**page.link).app.toggle(key="confusion-errors").value


def test_two_choices_made_before_the_page_is_drawn_are_both_kept(models: Path) -> None:
    page = Visit(model="made")
    page.app.toggle(key="confusion-errors").set_value(True)
    page.app.button_group(key="confusion-share").set_value("counts")
    page.app.button_group(key="confusion-order").set_value("blocks")
    page.app.run()
    assert page.link == {"model": "made", "errors": "yes", "view": "counts", "order": "blocks"}


def test_two_models_are_subtracted_on_what_both_know(models: Path) -> None:
    page = Visit(model="made", true="Folk", called="Jazz", **{"with": "seed-2020"})
    assert "Over the 4 genres that both know" in page.words
    assert "with this model and" in page.words
    assert page.complaints == []


def test_models_of_other_genres_are_told_apart_in_a_sentence(models: Path) -> None:
    other = ("Pop", "Punk", "Folk")
    write_evaluation(models / "other", evaluation_rows(30, other), other)
    page = Visit(model="made", **{"with": "other"})
    assert len(page.complaints) == 1
    assert "Two genres that both know are needed" in page.complaints[0]
    assert page.components == 1


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"model": "nobody's"}, 'model "nobody\'s", but there is only made, seed-2020'),
        ({"view": "upside down"}, 'view "upside down"'),
        ({"true": "Folk"}, 'named by "true" and "called" together'),
        ({"true": "Folk", "called": "<b>"}, 'has no row "<b>"'),
        ({"genre": "Noise" * 20}, 'knows no genre "NoiseNoiseNoiseNoiseN..."'),
        ({"families": "yes", "open": "Noise"}, 'open "Noise"'),
        ({"view": "counts", "with": "seed-2020"}, "Counts of two test sets"),
    ],
)
def test_nonsense_in_the_address_is_told(models: Path, link: dict[str, str], said: str) -> None:
    page = Visit(**{"model": "made"} | link)
    assert any(said in complaint for complaint in page.complaints), page.complaints
    assert page.components == 1


def _unknown(folder: Path) -> None:
    rows = evaluation_rows(30, GENRES)
    rows.loc[4, "p_Jazz"] = np.nan
    write_evaluation(folder / "bad", rows, GENRES)


def _single(folder: Path) -> None:
    shutil.copytree(folder / "seed-2020", folder / "bad")
    card = json.loads((folder / "bad" / CARD).read_text("utf-8"))
    (folder / "bad" / CARD).write_text(json.dumps(card | {"genres": ["Rock"]}), "utf-8")


def _changed(folder: Path) -> None:
    write_evaluation(folder / "bad", evaluation_rows(30, GENRES), GENRES)
    (folder / "bad" / "evaluation.parquet").write_bytes(b"PAR1, or not")


def _no_card(folder: Path) -> None:
    (folder / "bad").mkdir()
    (folder / "bad" / CARD).write_text("{", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_unknown, "negative, unknown or not of sum 1"),
        (_single, "needs two genres or more"),
        (_changed, "is not the file that was exported"),
        (_no_card, "cannot be read"),
        (lambda folder: write_tiny_model(folder / "bad"), "exported without test answers"),
    ],
    ids=["unknown", "single", "changed", "no card", "no answers"],
)
def test_a_model_that_cannot_be_shown_is_told(
    models: Path, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(models)
    page = Visit(model="bad")
    assert len(page.complaints) == 1
    assert said in page.complaints[0]
    assert "bad" in page.app.selectbox(key="confusion-model").options or said != "cannot be read"
    beside = Visit(model="made", **{"with": "bad"})
    assert said in beside.complaints[0]
    assert beside.components == 1


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[", False),
        ("https://a> [b](c)", False),
        ("", False),
    ],
)
def test_only_links_to_the_web_are_followed(link: str, followed: bool) -> None:
    assert web_link(link) == (link if followed else "")
