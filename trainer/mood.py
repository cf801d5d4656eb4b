"""Mood as two numbers: valence, how pleasant, and energy, how stirring, each from 0 to 1.

These are the axes of J. A. Russell, "A circumplex model of affect", Journal of Personality and
Social Psychology 39, 1980. Emotify's listeners ticked words instead: which of the nine emotions
of the Geneva Emotional Music Scale a piece roused in them (A. Aljanaki, F. Wiering, R. C.
Veltkamp, Information Processing & Management, 2015; M. Zentner, D. Grandjean, K. R. Scherer,
Emotion 8, 2008). Every word is given its quadrant, and nothing is fitted::

                unpleasant    pleasant
    stirring    tension       amazement, power, joyful activation
    calm        sadness       solemnity, tenderness, nostalgia, calmness

W. Trost, T. Ethofer, M. Zentner, P. Vuilleumier, Cerebral Cortex 22, 2012, sort them so.
Solemnity is the least certain of the nine; it stands with its kin in the scale's family of the
sublime. An axis is the mean tick of the words at its upper end against that of the words at its
lower end: means, since seven words are pleasant and two are not, and random ticks should come to
0.5. Half a tick is added to every word, which draws a piece of few listeners towards 0.5.

What listeners felt is not the unit of the Echo Nest's estimates in the Free Music Archive, which
a machine made of the sound: the axes agree in direction only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from trainer.errors import ManifestError

STIRRING = ("amazement", "power", "joyful_activation", "tension")
CALM = ("solemnity", "tenderness", "nostalgia", "calmness", "sadness")
UNPLEASANT = ("tension", "sadness")
PLEASANT = tuple(emotion for emotion in STIRRING + CALM if emotion not in UNPLEASANT)

PRIOR = 0.5
"""Ticks added to every word. Of Emotify's excerpts with 40 listeners or more, those of 14 drawn
at random tell the valence of all with an error of 0.089; without the prior it is 0.096."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a recording feels.

    Attributes:
        valence: from 0, unpleasant, to 1, pleasant.
        energy: from 0, calm, to 1, stirring.
    """

    valence: float
    energy: float


def read_degree(text: str, what: str) -> float | None:
    """Read a number from 0 to 1; an empty text is None.

    Args:
        text: a decimal number, or "".
        what: whose number it is, for the message: "The valence of fma-000002".

    Raises:
        ManifestError: it is no number, or none from 0 to 1.
    """
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:  # also refuses what is not a number
        raise ManifestError(
            f"{what} is {text!r}; a number from 0 to 1 was needed. Mend it, or leave the cell "
            "empty where it is unknown."
        )
    return value


def read_votes(text: str, track: str) -> Mood | None:
    """Read how many listeners ticked each emotion: ``{"calmness": 30, "tension": 3, ...}``.

    Args:
        text: a JSON object of whole numbers, an absent emotion being 0. Keys that are none of the
            nine are passed over; so is a text that is no object, such as another table's "sad".
        track: whose votes they are, for the message.

    Returns:
        The mood, or None where nobody ticked anything.

    Raises:
        ManifestError: the object is damaged, or a count is no whole number >= 0.
    """
    if not text.startswith("{"):
        return None
    try:
        votes = json.loads(text)
    except json.JSONDecodeError as error:
        raise ManifestError(
            f"The mood of {track} is no whole JSON object: {error}. Mend it or leave it empty."
        ) from error
    ticks = {emotion: votes.get(emotion, 0) for emotion in STIRRING + CALM}
    for emotion, count in ticks.items():
        if not isinstance(count, int) or count < 0:
            raise ManifestError(
                f"The mood of {track} counts {count!r} listeners for {emotion}; a whole number "
                "from 0 on was needed. Mend it or leave the mood empty."
            )
    if not any(ticks.values()):
        return None
    return Mood(_balance(ticks, PLEASANT, UNPLEASANT), _balance(ticks, STIRRING, CALM))


def _balance(ticks: Mapping[str, int], upper: tuple[str, ...], lower: tuple[str, ...]) -> float:
    """The share of the upper end: 0.5 where the words of both ends are ticked alike."""
    up, down = (fmean(ticks[emotion] + PRIOR for emotion in end) for end in (upper, lower))
    return up / (up + down)
