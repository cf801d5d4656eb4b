"""Probabilities as bars: which order, which marks, which words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.genres import GENRES, find
from pages.parts.probabilities import Palette, probability_chart, probability_rows
from tests.pages.verdicts import verdict_of

PALETTE = Palette(claimed="#111111", predicted="#222222", other="#333333", text="#444444")
SHARES = {"Jazz": 0.005, "Rock": 0.3, "Punk": 0.15, "Electronic": 0.4, "Chiptune": 0.145}


def rows(claimed: str) -> pd.DataFrame:
    return probability_rows(verdict_of(SHARES, claimed))


def test_families_stand_together_the_likeliest_first() -> None:
    found = rows("Punk")
    assert list(found["genre"]) == ["Electronic", "Chiptune", "Rock", "Punk", "Jazz"]
    assert list(found["family"]) == ["Electronic"] * 2 + ["Rock"] * 2 + ["Jazz"]


def test_claimed_genre_and_top_guess_are_marked() -> None:
    kinds = rows("Punk").set_index("genre")["kind"]
    assert kinds["Punk"] == "claimed"
    assert kinds["Electronic"] == "top guess"
    assert set(kinds.drop(["Punk", "Electronic"])) == {"other"}


def test_claim_that_is_the_top_guess_is_marked_as_claimed() -> None:
    assert list(rows("Electronic")["kind"]).count("top guess") == 0


@pytest.mark.parametrize("claimed", ["Folk", "Gargle", ""])
def test_claim_outside_the_model_marks_the_top_guess_alone(claimed: str) -> None:
    assert sorted(set(rows(claimed)["kind"])) == ["other", "top guess"]


def test_claim_of_which_only_the_family_is_known_marks_the_family() -> None:
    kinds = rows("Metal").set_index("genre")["kind"]
    assert set(kinds[["Rock", "Punk"]]) == {"the claim's family"}
    assert set(kinds.drop(["Rock", "Punk", "Electronic"])) == {"other"}


def test_shares_are_told_in_whole_percent() -> None:
    words = rows("Rock").set_index("genre")["percent"]
    assert (words["Rock"], words["Electronic"], words["Jazz"]) == ("30%", "40%", "under 1%")


@given(st.lists(st.floats(0.001, 1.0), min_size=20, max_size=20))
def test_every_genre_has_one_row_and_no_family_is_torn(weights: list[float]) -> None:
    names = [genre.name for genre in GENRES]
    shares = dict(zip(names, np.array(weights) / sum(weights), strict=True))
    found = probability_rows(verdict_of(shares, "Rock"))
    assert sorted(found["genre"]) == names
    assert found["family"].ne(found["family"].shift()).sum() == found["family"].nunique()
    for family, group in found.groupby("family"):
        assert group["probability"].is_monotonic_decreasing
        assert {find(genre).root for genre in group["genre"]} == {family}


def test_chart_keeps_the_rows_order_and_takes_the_palette() -> None:
    spec = probability_chart(rows("Punk"), PALETTE).to_dict()
    bars = spec["layer"][0]["encoding"]
    assert bars["y"]["sort"] == list(rows("Punk")["genre"])
    assert bars["color"]["scale"]["range"] == ["#111111", "#111111", "#222222", "#333333"]
    assert bars["color"]["legend"]["values"] == ["claimed", "top guess"]
    assert bars["x"]["scale"]["domain"] == [0, 1.0]


def test_legend_names_no_kind_that_is_not_there() -> None:
    spec = probability_chart(rows("Folk"), PALETTE).to_dict()
    assert spec["layer"][0]["encoding"]["color"]["legend"]["values"] == ["top guess"]
