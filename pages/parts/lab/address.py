"""What a link to the lab says: whose verdicts, which lies, how many, how strict, which drawing."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from genre_core.evaluation.injection import LARGEST_SHARE, Way
from pages.parts.addressed import Reading, short

REVIEWS = "reviews"
"""The parameter that says how many reviews there is time for."""
LOOSEST, STRICTEST = 0.5, 0.001
"""Alphas that a verdict can be asked for."""
SEEDS = 1_000_000
"""Drawings that there are, from 0; after the last one comes the first."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """An experiment.

    Attributes:
        model: its folder's name.
        way: how the lies are told.
        share: of the claims that are lies, in (0, 0.5].
        alpha: how many honest tracks the verdict may flag, in (0, 0.5].
        seed: of the drawing of the lies.
    """

    model: str
    way: Way
    share: float
    alpha: float
    seed: int

    def link(self) -> dict[str, str]:
        """Return the parameters that :func:`read_address` reads it from; shares in per cent."""
        return {
            "model": self.model,
            "lies": self.way.value,
            "share": percent(self.share),
            "alpha": percent(self.alpha),
            "seed": str(self.seed),
        }

    @property
    def file_name(self) -> str:
        """What files about the experiment are called, without an ending."""
        return (
            f"lab-{self.model}-{self.way.value}-{percent(self.share)}-alpha-"
            f"{percent(self.alpha)}-drawing-{self.seed}"
        )


def read_address(
    link: Mapping[str, str], models: Sequence[str], usual: Address
) -> Reading[Address]:
    """Return what a link's parameters say.

    Args:
        link: of the address; parameters of others are left alone.
        models: names of those at hand.
        usual: what is shown where the link does not say.
    """
    complaints: list[str] = []

    def said(name: str, read: Callable[[str], T], otherwise: T, wanted: str) -> T:
        text = link.get(name, "")
        try:
            return read(text) if text else otherwise
        except ValueError:
            complaints.append(
                f'The address asks for {name} "{short(text)}", but it takes {wanted}; shown is '
                f"{usual.link()[name]}."
            )
            return otherwise

    ways = ", ".join(way.value for way in Way)
    return Reading(
        Address(
            model=said("model", _one_of(models), usual.model, ", ".join(models)),
            way=said("lies", Way, usual.way, ways),
            share=said("share", _per_cent(0, LARGEST_SHARE), usual.share, "a per cent up to 50"),
            alpha=said("alpha", _per_cent(STRICTEST, LOOSEST), usual.alpha, "0.1 to 50 per cent"),
            seed=said("seed", _seed, usual.seed, f"a whole number below {SEEDS:,}"),
        ),
        tuple(complaints),
    )


def read_reviews(text: str | None, claims: int) -> int | None:
    """Return the number of reviews that a link asks for, None where so many are impossible."""
    try:
        reviews = int(text or "")
    except ValueError:
        return None
    return reviews if 1 < reviews <= claims else None


def percent(share: float) -> str:
    """Return a share in per cent as a link says it, without the sign: "5", "2.5"."""
    return f"{100 * share:.6g}"


def of_percent(number: float) -> float:
    """Return the share that is so many per cent; 47.1 gives the very number 0.471."""
    return round(number / 100, 8)


def _one_of(models: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in models:
            raise ValueError(text)
        return text

    return read


def _per_cent(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        share = of_percent(float(text))
        if not (math.isfinite(share) and share > 0 and least <= share <= most):
            raise ValueError(text)
        return share

    return read


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < SEEDS:
        raise ValueError(text)
    return seed
