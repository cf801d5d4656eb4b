"""The receipt that goes into a mail: everything fits, and its bars measure what they say."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from genre_core.analysis import analyse
from genre_core.canvas import Canvas, Style, plain, shorten, text_width, wrap
from genre_core.classifier import Classifier
from genre_core.genres import GENRES, read_claim
from genre_core.picture import Picture, draw_picture
from genre_core.receipt import Receipt, make_receipt
from genre_core.receipt_picture import WIDTH, draw_receipt
from genre_core.tags import Tags
from genre_core.verdict import Outcome
from tests.genre_core.sounds import encode, music

SOUND = encode(music(4.0))
CLAIMED, PREDICTED = (0xB0, 0x46, 0x0F), (0x12, 0x72, 0x8A)
BODY = Style(20, "#000000")


@pytest.fixture
def receipt(tiny_classifier: Classifier) -> Receipt:
    """A receipt of a claim that is not the best guess, with chances that can be measured."""
    analysis = analyse(SOUND, read_claim("Rock"), tiny_classifier)
    made = make_receipt(
        "track.wav", Tags("Title", "Artist"), analysis, tiny_classifier.card,
        datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip
    chances = {"Classical": 0.6, "Electronic": 0.1, "Rock": 0.3}
    return replace(made, probabilities=chances, predicted="Classical")


@pytest.fixture(scope="module")
def picture() -> Picture:
    """The spectrogram of the same sound."""
    return draw_picture(SOUND)


def pixels(png: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))


def longest_run(image: NDArray[np.uint8], colour: tuple[int, int, int]) -> int:
    """Most pixels of exactly this colour side by side, in the lower half of the image."""
    same = (image[len(image) // 2 :] == colour).all(axis=2)
    padded = np.pad(same, ((0, 0), (1, 1))).astype(np.int8)
    edges = np.diff(padded.ravel())
    return int((np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)).max(initial=0))


def test_it_fits_a_mail(receipt: Receipt, picture: Picture) -> None:
    png = draw_receipt(receipt, picture)
    height, width, _ = pixels(png).shape
    assert width == WIDTH
    assert 900 < height < 2000
    assert len(png) < 1_000_000


def test_bars_are_as_long_as_the_chances_they_stand_for(receipt: Receipt, picture: Picture) -> None:
    image = pixels(draw_receipt(receipt, picture))
    predicted, claimed = longest_run(image, PREDICTED), longest_run(image, CLAIMED)
    assert predicted == pytest.approx(2 * claimed, abs=4)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_verdict_has_its_own_sign(
    receipt: Receipt, picture: Picture, outcome: Outcome
) -> None:
    stripes = {
        tuple(pixels(draw_receipt(replace(receipt, verdict=other), picture))[0, 0])
        for other in {outcome, Outcome.MISMATCH}
    }
    assert len(stripes) == len({outcome, Outcome.MISMATCH})


def test_all_twenty_genres_and_the_longest_words_find_room(
    receipt: Receipt, picture: Picture
) -> None:
    chances = {genre.name: 1 / len(GENRES) for genre in GENRES}
    crowded = replace(
        receipt,
        probabilities=chances,
        predicted=GENRES[0].name,
        title="A title without an end " * 20,
        path="x/" + "y" * 300,
        sentence="A sentence that goes on and on. " * 8,
        reason="a" * 700,
    )
    image = pixels(draw_receipt(crowded, picture))
    assert (image[:, :40] == image[20, 0]).all(axis=2)[20:].all()
    assert (image[:, -40:] == image[20, 0]).all(axis=2)[20:].all()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Björk", "Bjork"),
        ("Æther – “Øl”", 'Aether - "Ol"'),
        ("名前", "??"),
        ("tab\there", "tab?here"),
        ("bad\udcff", "bad?"),
    ],
)
def test_text_is_spelled_with_what_the_font_has(text: str, drawn: str) -> None:
    assert plain(text) == drawn


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    text = "Of 27 honest Rock tracks " + "unbreakable" * 9 + " looked as little like Rock"
    lines = wrap(text, 200.0, BODY)
    assert all(text_width(line, BODY) <= 200.0 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_shortened_name_fits_and_keeps_both_ends() -> None:
    short = shorten("beginning of a rather long name.mp3", 200.0, BODY)
    assert text_width(short, BODY) <= 200.0
    assert short.startswith("begin")
    assert short.endswith(".mp3")
    assert "..." in short
    assert shorten("brief", 200.0, BODY) == "brief"


def test_a_canvas_is_cut_to_the_height_that_was_used() -> None:
    canvas = Canvas(100, 100, "#FFFFFF")
    canvas.bar((10, 10), (20, 5), "#000000")
    image = pixels(canvas.cut(40))
    assert image.shape == (40, 100, 3)
    assert (image[10:15, 10:30] == 0).all()
    assert (image.sum() == 255 * 3 * (40 * 100 - 100)).all()
