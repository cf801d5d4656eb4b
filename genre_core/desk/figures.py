"""All figures of the desk at once: agreement, quality, pace, what waits, and the alarm.

Everything is counted anew from the store, so that no figure is older than the decisions. What
cannot be known yet is NaN, with a sentence that says what is missing. Labels are those of
decisions that stand: the last of each moderator on a track.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection

from genre_core.desk.agreement import Agreement, Compared, Sides, agreements
from genre_core.desk.backlog import Waiting
from genre_core.desk.blinding import Blinding, blinding
from genre_core.desk.consensus import Consensus, crowdlab
from genre_core.desk.drift import Drift, Honest, drift
from genre_core.desk.pace import Paces, paces
from genre_core.desk.quality import Quality, quality
from genre_core.desk.readings import read_chances, read_golden, read_waiting
from genre_core.desk.records import Search, stream_decisions
from genre_core.desk.reliability import Reliability, Vote, reliability
from genre_core.desk.voices import Voice, by_track, outcome, read_voices, standing_voices
from genre_core.ruling import Chosen

ANY_TWO = "any two moderators"
MODEL, CLAIM = "moderators and the model", "moderators and the claim"


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The desk in figures.

    Attributes:
        made_at: when they were counted.
        decisions: rows, undone ones, undos and skips too.
        tracks: on which an opinion stands; answers to golden items are none.
        moderators: who decided.
        any_two: agreement of every two moderators with each other, taken together; a track that
            three labelled counts three times.
        pairs: the same of each two, those with most common tracks first.
        model, claim: agreement of moderators with the model's guess, and with the claim.
        reliability: Krippendorff's alpha of all moderators.
        quality: of flags, audit, golden items and appeals.
        blinding: what deciding blind does.
        consensus: where several voted.
        paces: how long decisions take.
        waiting: what waits in all queues together, then in each.
        drift: of honest p-values, by the model whose verdict is the latest.
    """

    made_at: datetime
    decisions: int
    tracks: int
    moderators: int
    any_two: Agreement
    pairs: tuple[Agreement, ...]
    model: Agreement
    claim: Agreement
    reliability: Reliability
    quality: Quality
    blinding: Blinding
    consensus: Consensus
    paces: Paces
    waiting: tuple[Waiting, ...]
    drift: Drift


def desk_figures(
    connection: Connection, now: datetime, search: Search | None = None
) -> DeskFigures:
    """Return all figures.

    Args:
        connection: to the store; nothing is written.
        now: what ages are counted to, with a zone.
        search: which decisions are counted, all without one. What stands is found among all
            first. What waits is counted whatever is searched.
    """
    voices = read_voices(connection)
    standing = standing_voices(voices)
    if search is not None and search != Search():
        wanted = {decision.id for decision in stream_decisions(connection, search)}
        voices = tuple(voice for voice in voices if voice.number in wanted)
        standing = tuple(voice for voice in standing if voice.number in wanted)
    of_track = by_track(standing)
    labelled = [voice for said in of_track.values() for voice in said if voice.label]
    any_two, model, claim, *pairs = _agreements(labelled)
    several = [voice for said in of_track.values() if len(said) > 1 for voice in said]
    return DeskFigures(
        made_at=now,
        decisions=len(voices),
        tracks=len(of_track),
        moderators=len({voice.moderator for voice in voices}),
        any_two=any_two,
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.tracks, pair.sides))),
        model=model,
        claim=claim,
        reliability=reliability([Vote(v.track, v.artist, v.label) for v in labelled]),
        quality=quality(standing, read_golden(connection)),
        blinding=blinding(standing),
        consensus=crowdlab(several, read_chances(connection, several)),
        paces=paces(voices),
        waiting=read_waiting(connection, now),
        drift=drift(_honest(of_track)),
    )


def _agreements(voices: Sequence[Voice]) -> tuple[Agreement, ...]:
    """Any two, the model, the claim, then each two moderators who share a track."""
    model = [Compared(v.artist, v.label, v.predicted) for v in voices if v.predicted]
    claim = [Compared(v.artist, v.label, v.claimed) for v in voices if v.claimed]
    pairs = _pairs(voices)
    every = [track for pair in pairs for track in pair.tracks]
    return agreements([Sides(ANY_TWO, every), Sides(MODEL, model), Sides(CLAIM, claim), *pairs])


def _pairs(voices: Sequence[Voice]) -> list[Sides]:
    names = _names(voices)
    found: dict[str, list[Compared]] = defaultdict(list)
    for said in by_track(voices).values():
        ordered = sorted(said, key=lambda voice: names[voice.moderator])
        for one, two in combinations(ordered, 2):
            both = f"{names[one.moderator]} and {names[two.moderator]}"
            found[both].append(Compared(one.artist, one.label, two.label))
    return [Sides(both, tracks) for both, tracks in found.items()]


def _names(voices: Sequence[Voice]) -> Mapping[str, str]:
    """What to call each moderator: their name, with the subject where two bear it."""
    names = {voice.moderator: voice.name for voice in voices}
    borne = Counter(names.values())
    return {who: f"{name} ({who})" if borne[name] > 1 else name for who, name in names.items()}


def _honest(of_track: Mapping[int, Sequence[Voice]]) -> list[Honest]:
    """Tracks whose claim was confirmed and that came up by chance."""
    heard = {track: _drawn(said) for track, said in of_track.items()}
    drawn = [voice for track, voice in heard.items() if voice and _confirmed(of_track[track])]
    latest = max((voice for voice in drawn), key=lambda voice: voice.verdict or 0, default=None)
    return [
        Honest(voice.artist, voice.claimed, voice.p_value, voice.cut)
        for voice in drawn
        if latest is not None and voice.model == latest.model
    ]


def _drawn(said: Sequence[Voice]) -> Voice | None:
    return next((voice for voice in said if voice.chosen_by is Chosen.CHANCE), None)


def _confirmed(said: Sequence[Voice]) -> bool:
    found = outcome(said)
    return found is not None and found.upholds
