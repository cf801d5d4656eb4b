"""What ways of lying, rules and orders of review are called, and how one tells their lines."""

from genre_core.evaluation.injection import Way
from pages.parts.chart_file import Look

WAY_NAMES = {
    Way.UNIFORM: "At random",
    Way.SIBLING: "Near by",
    Way.POPULAR: "Popular",
    Way.ALBUM: "Albums",
}
WAY_EXPLAINED = {
    Way.UNIFORM: "A liar claims any other genre, all alike.",
    Way.SIBLING: "A liar claims another genre of the same family, as Punk for Post-Punk.",
    Way.POPULAR: "A liar claims another genre, the likelier the more tracks it has.",
    Way.ALBUM: "Whole albums lie, all of their tracks alike; an artist stands for an album where "
    "albums are not known.",
}
ORDER_NAMES = {
    "verdict": "The verdict's order",
    "p-value": "By p-value alone",
    "naive": "The naive rule",
    "cleanlab": "cleanlab",
    "random": "In any order",
    "ideal": "Knowing the lies",
}
RULE_NAMES = {"verdict": "The verdict", "naive": "The naive rule"}
_DASHES = {
    "verdict": [1, 0],
    "p-value": [9, 3, 2, 3],
    "naive": [7, 4],
    "cleanlab": [3, 2],
    "random": [2, 6],
    "ideal": [1, 3],
}


def colour_of(order: str, look: Look) -> str:
    """Return an order's colour; who knows nothing or everything is no rival and grey."""
    rivals = ("verdict", "naive", "cleanlab", "p-value")
    return look.series[rivals.index(order)] if order in rivals else look.muted


def dash_of(order: str) -> list[int]:
    """Return the dashes of an order's line, so that it can be told without its colour."""
    return _DASHES[order]
