"""How good flags and decisions are.

Precision: of the tracks that were flagged and decided, the share whose claim is wrong. The worst
are decided first, so that it falls as the queue gets shorter. Miss rate: the same share of tracks
that were NOT flagged, which the audit draws at random. A track on which opinions differ and none
settles it counts in neither, and is counted apart. Accuracy: a moderator's first answers to golden
items, whose answer is known. Overturned: of the decisions that were appealed against, the share
that came out otherwise.

Wilson's intervals take tracks for independent; where artists have many they are too narrow.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from genre_core.desk.labels import Word, in_accord, label
from genre_core.desk.queues import Queue
from genre_core.desk.shares import Share, share_of
from genre_core.desk.voices import Voice, by_track, outcome
from genre_core.ruling import Answer


@dataclass(frozen=True, slots=True)
class Known:
    """A golden item's answer."""

    answer: Answer
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """How many golden items a moderator answered rightly."""

    moderator: str
    name: str
    right: Share


@dataclass(frozen=True, slots=True)
class Quality:
    """How good flags and decisions are.

    Attributes:
        precision: of flags that were decided, the worst of all first.
        miss_rate: of what was not flagged.
        disputed: flagged and audited tracks that count in neither, as opinions differ.
        golden: answers to golden items that were right, of all moderators.
        moderators: the same of each, in the order of their names.
        overturned: appeals that changed the decision.
    """

    precision: Share
    miss_rate: Share
    disputed: int
    golden: Share
    moderators: tuple[Skill, ...]
    overturned: Share


def quality(voices: Sequence[Voice], golden: Mapping[int, Known]) -> Quality:
    """Return the quality of flags and decisions.

    Args:
        voices: what stands, as :func:`standing_voices` gives it.
        golden: the known answers, by row of the track.
    """
    of_track = by_track(voices)
    flagged = _outcomes(of_track, Queue.FLAGGED)
    audited = _outcomes(of_track, Queue.AUDIT)
    skills = _skills(voices, golden)
    return Quality(
        precision=_precision(flagged),
        miss_rate=share_of(
            *_wrong(audited),
            "tracks that were not flagged have a wrong claim",
            "No track of the random audit was decided yet; draw an audit and decide it.",
        ),
        disputed=sum(found is None for found in [*flagged, *audited]),
        golden=share_of(
            sum(skill.right.hits for skill in skills),
            sum(skill.right.trials for skill in skills),
            "answers to golden items were right",
            "No golden item was answered yet; an admin names some, and they are mixed in.",
        ),
        moderators=skills,
        overturned=_overturned(of_track),
    )


def _outcomes(of_track: Mapping[int, Sequence[Voice]], queue: Queue) -> list[Voice | None]:
    """What came of each track on which there is an opinion out of a queue."""
    return [outcome(said) for said in of_track.values() if any(v.queue == queue for v in said)]


def _precision(flagged: Sequence[Voice | None]) -> Share:
    found = share_of(
        *_wrong(flagged),
        "flags were right, the claim being wrong",
        "No flagged track was decided yet; decide some of the queue of flags.",
    )
    if not found.trials:
        return found
    first = "The worst flags are decided first: of those still open fewer will be right."
    return replace(found, sentence=f"{found.sentence} {first}")


def _wrong(outcomes: Sequence[Voice | None]) -> tuple[int, int]:
    known = [found for found in outcomes if found is not None]
    return sum(not found.upholds for found in known), len(known)


def _skills(voices: Sequence[Voice], golden: Mapping[int, Known]) -> tuple[Skill, ...]:
    answers: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for voice in voices:
        known = golden.get(voice.track)
        unanswered = voice.answer in (Answer.SKIP, Answer.ESCALATE)
        if voice.queue == Queue.GOLDEN and known is not None and not unanswered:
            answers[voice.name, voice.moderator][_is_right(voice, known)] += 1
    return tuple(
        Skill(
            moderator,
            name,
            share_of(counts[True], counts.total(), "answers to golden items were right", ""),
        )
        for (name, moderator), counts in sorted(answers.items())
    )


def _is_right(voice: Voice, known: Known) -> bool:
    # By label: that Punk holds, and that the genre is Punk, are the same answer.
    if not voice.is_opinion:
        return voice.answer is known.answer
    return voice.label == label(known.answer, known.genres, voice.claimed)


def _overturned(of_track: Mapping[int, Sequence[Voice]]) -> Share:
    changed = []
    for said in of_track.values():
        heard = [voice for voice in said if voice.queue == Queue.APPEALS]
        if not heard:
            continue
        before = [v for v in said if v.queue != Queue.APPEALS and v.number < heard[-1].number]
        settled = [voice for voice in before if voice.settles]
        if before:
            changed.append(_differ(heard[-1], (settled or before)[-1]))
    return share_of(
        sum(changed),
        len(changed),
        "decisions that were appealed against were overturned",
        "No appeal was decided yet.",
    )


def _differ(one: Voice, other: Voice) -> bool:
    return in_accord([Word(voice.label, voice.upholds) for voice in (one, other)]) is None
