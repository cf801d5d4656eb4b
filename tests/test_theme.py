"""The theme holds what it promises: legible, the same for the colour-blind, and served from here.

Contrast is WCAG 2.2's ratio of relative luminances (1 to 21); colour-blind sight is simulated with
the matrices of Machado, Oliveira and Fernandes (2009, severity 1) on linear RGB; lightness is that
of Oklab, which a palette of magnitudes must raise or lower step by step to be read as an order.
"""

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

CONFIG = Path(__file__).resolve().parents[1] / ".streamlit" / "config.toml"
THEME = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]
    ),
    "deuteranopia": np.array(
        [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]
    ),
    "tritanopia": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
}
TO_CONES = np.array(
    [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
)
TO_OKLAB = np.array(
    [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]
)
both_modes = pytest.mark.parametrize("mode", ["light", "dark"])
every_sight = pytest.mark.parametrize("sight", SIGHT)


def linear(colour: str) -> NDArray[np.float64]:
    """Linear RGB in [0, 1], shape (3,), of "#RRGGBB"."""
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, 1 (the same) to 21 (black on white)."""
    dark, light = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other))
    return float((light + 0.05) / (dark + 0.05))


def oklab(colour: str, sight: str) -> NDArray[np.float64]:
    """Lightness and two opponent axes, shape (3,), as someone with that sight sees the colour."""
    seen = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_CONES @ seen)


@both_modes
@pytest.mark.parametrize("surface", ["backgroundColor", "secondaryBackgroundColor"])
def test_text_and_links_are_legible(mode: str, surface: str) -> None:
    theme = THEME[mode]
    assert contrast(theme["textColor"], theme[surface]) >= 7
    assert contrast(theme["linkColor"], theme[surface]) >= 4.5
    assert contrast(theme["primaryColor"], theme[surface]) >= 3


@both_modes
def test_white_is_legible_on_a_primary_button(mode: str) -> None:
    assert contrast("#FFFFFF", THEME[mode]["primaryColor"]) >= 4.5


@both_modes
@pytest.mark.parametrize("hue", ["red", "orange", "yellow", "green", "blue", "violet", "gray"])
def test_a_coloured_word_is_legible(mode: str, hue: str) -> None:
    assert contrast(THEME[mode][f"{hue}TextColor"], THEME[mode]["backgroundColor"]) >= 4.5


@both_modes
@every_sight
def test_genres_keep_apart_in_every_sight(mode: str, sight: str) -> None:
    seen = [oklab(colour, sight) for colour in THEME[mode]["chartCategoricalColors"]]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 0.09


@both_modes
@every_sight
def test_ten_steps_of_magnitude_are_read_as_an_order(mode: str, sight: str) -> None:
    steps = [oklab(colour, sight)[0] for colour in THEME[mode]["chartSequentialColors"]]
    rise = np.diff(steps) * (1 if mode == "dark" else -1)
    assert len(steps) == 10
    assert rise.min() > 0.02


@both_modes
@every_sight
def test_ten_steps_of_difference_leave_a_quiet_middle(mode: str, sight: str) -> None:
    steps = np.array([oklab(colour, sight)[0] for colour in THEME[mode]["chartDivergingColors"]])
    away = steps if mode == "dark" else -steps
    assert len(steps) == 10
    assert np.diff(away[:5]).max() < 0 < np.diff(away[5:]).min()


def test_the_app_asks_no_other_machine_for_its_looks() -> None:
    text = CONFIG.read_text("utf-8")
    assert not re.search(r"https?://|\burl\b", text)
    assert tomllib.loads(text)["browser"]["gatherUsageStats"] is False
