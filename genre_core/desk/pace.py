"""How long a decision takes: seconds on screen, and from taking a track to deciding on it.

What was decided by one stroke, such as an album, is one decision here. Undos are none. Medians,
since who leaves the room leaves the clock running.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from genre_core.desk.voices import Voice
from genre_core.ruling import Answer


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody decides.

    Attributes:
        moderator, name: who; both empty for all together.
        decisions: strokes of the key, skipped tracks included.
        tracks: that these decided on, whole albums included.
        seconds: median on screen; NaN where nothing was measured.
        from_claim: median seconds from taking the track to deciding; NaN without any.
    """

    moderator: str
    name: str
    decisions: int
    tracks: int
    seconds: float
    from_claim: float


@dataclass(frozen=True, slots=True)
class Paces:
    """How fast all decide, and each, in the order of their names; a sentence says it."""

    overall: Pace
    moderators: tuple[Pace, ...]
    sentence: str


def paces(voices: Sequence[Voice]) -> Paces:
    """Return how fast decisions are made, of all decisions, undone ones too."""
    worked = [voice for voice in voices if voice.answer is not Answer.UNDO]
    of_each: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for voice in worked:
        of_each[voice.name, voice.moderator].append(voice)
    overall = _pace("", "", worked)
    each = tuple(_pace(who, name, said) for (name, who), said in sorted(of_each.items()))
    return Paces(overall, each, _said(overall))


def _pace(moderator: str, name: str, voices: Sequence[Voice]) -> Pace:
    strokes = list({voice.bundle or voice.key: voice for voice in reversed(voices)}.values())
    seconds = [v.seconds for v in strokes if v.seconds is not None and v.seconds >= 0]
    held = [(v.decided_at - v.taken_at).total_seconds() for v in strokes if v.taken_at is not None]
    # A clock that was set back in between would say that an answer came before the question.
    held = [each for each in held if each >= 0]
    return Pace(
        moderator,
        name,
        len(strokes),
        len({voice.track for voice in voices}),
        float(median(seconds)) if seconds else float("nan"),
        float(median(held)) if held else float("nan"),
    )


def _said(overall: Pace) -> str:
    if not overall.decisions:
        return "Nothing was decided yet."
    if overall.seconds != overall.seconds:
        return f"{overall.decisions} decisions; nobody measured how long they took on screen."
    return f"{overall.decisions} decisions, half of them within {overall.seconds:.1f} s."
