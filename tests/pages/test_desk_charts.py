"""Figures as dots with whiskers: each row holds its own numbers."""

import pytest

from genre_core.evaluation.intervals import Interval
from pages.parts.desk_charts import Spread, spread_chart


@pytest.mark.parametrize("kind", ["share", "kappa"])
def test_each_figure_is_a_row_in_the_given_order(kind: str) -> None:
    figures = [Spread("Zebra", Interval(0.5, 0.4, 0.6)), Spread("Adder", Interval(0.0, -0.1, 0.2))]
    chart = spread_chart(figures, kind).to_dict()
    (rows,) = chart["datasets"].values()
    assert [(row["name"], row["low"], row["value"], row["high"]) for row in rows] == [
        ("Zebra", 0.4, 0.5, 0.6),
        ("Adder", -0.1, 0.0, 0.2),
    ]
    whisker, dot = chart["layer"]
    assert (whisker["encoding"]["x"]["field"], whisker["encoding"]["x2"]["field"]) == (
        "low",
        "high",
    )
    assert dot["encoding"]["x"]["field"] == "value"
    assert dot["encoding"]["y"]["sort"] == ["Zebra", "Adder"]


def test_a_kind_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        spread_chart([Spread("a", Interval(0.5, 0.4, 0.6))], "parrots")
