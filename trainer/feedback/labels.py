"""Rulings put into a manifest.

The new manifest has four columns more::

    claimed_genre   the uploader's label, whatever became of it
    label_by        whose label it is: uploader or moderator
    confirmed       true where a moderator said that the claim holds, or gave this genre, and no
                    other contradicted
    chosen_by       how a confirmed track came before the moderator: chance, model or empty

A track on which there are decisions is ruled anew from its claim each time. So the file of
decisions may grow, and rulings may be put into a manifest that has some already.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genre_core.genres import GENRES
from trainer.feedback.decisions import Answer, Chosen, Decision
from trainer.feedback.history import Standing, standing
from trainer.feedback.rulings import Outcome, Ruling, rule
from trainer.feedback.sheets import Sheet, cell, is_true

COLUMNS = ("claimed_genre", "label_by", "confirmed", "chosen_by")
SET_ASIDE = "set_aside"
"""The column of the dropped rows' table that says why."""

UPLOADER, MODERATOR = "uploader", "moderator"

_NAMES = frozenset(genre.name for genre in GENRES)


@dataclass(frozen=True, slots=True)
class Unapplied:
    """A decision that changed nothing, although it was meant to.

    Attributes:
        decision: the decision.
        reason: a sentence.
        fault: whether something is wrong; a dispute, or a track of another manifest, is not.
    """

    decision: Decision
    reason: str
    fault: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A manifest after its decisions.

    Attributes:
        kept: what is trained on.
        dropped: the rows that were set aside, whole, and why.
        unapplied: the decisions that changed nothing.
        outcomes: how many tracks of the manifest came to which outcome.
        relabelled: how many got another genre than the claimed one.
    """

    kept: Sheet
    dropped: Sheet
    unapplied: tuple[Unapplied, ...]
    outcomes: Mapping[Outcome, int]
    relabelled: int


def apply(manifest: Sheet, decisions: Sequence[Decision]) -> Applied:
    """Return what decisions make of a manifest; neither of the two is changed."""
    tracks = {track.id: track for track in standing(decisions)}
    unapplied = list(_strangers(manifest, decisions))
    rulings: dict[str, Ruling] = {}
    rows: dict[str, dict[str, object]] = {}
    for row in manifest.rows:
        name = cell(row, "id")
        rows[name] = _untouched(row)
        if name in tracks:
            blocking = _blocking(tracks[name], row)
            decided = () if blocking else tracks[name].decisions
            rulings[name] = rule(decided, _claim(row))
            rows[name] = _ruled(row, rulings[name])
            unapplied += [*blocking, *_dangling(tracks[name]), *_disputed(rulings[name])]
    aside = {name: r.reason for name, r in rulings.items() if r.outcome is Outcome.ASIDE}
    dropped = [rows[name] | {SET_ASIDE: reason} for name, reason in aside.items()]
    return Applied(
        manifest.holding([row for name, row in rows.items() if name not in aside], COLUMNS),
        manifest.holding(dropped, (*COLUMNS, SET_ASIDE)),
        tuple(unapplied),
        Counter(ruling.outcome for ruling in rulings.values()),
        sum(rows[name]["label_by"] == MODERATOR for name in rulings),
    )


def _claim(row: Mapping[str, object]) -> str:
    """The uploader's genre: the label itself, unless rulings were put into the row before."""
    return cell(row, "claimed_genre" if cell(row, "label_by") else "genre")


def _untouched(row: Mapping[str, object]) -> dict[str, object]:
    made = {
        "claimed_genre": _claim(row),
        "label_by": cell(row, "label_by") or UPLOADER,
        "confirmed": is_true(row, "confirmed"),
        "chosen_by": cell(row, "chosen_by"),
    }
    return {**row, **made}


def _ruled(row: Mapping[str, object], ruling: Ruling) -> dict[str, object]:
    claim = _claim(row)
    confirmed = ruling.outcome is Outcome.LABEL
    genre = ruling.genre if confirmed else claim
    made = {
        "genre": genre,
        "claimed_genre": claim,
        "label_by": UPLOADER if genre == claim else MODERATOR,
        "confirmed": confirmed,
        "chosen_by": _chosen_by(ruling) if confirmed else "",
    }
    return {**row, **made}


def _chosen_by(ruling: Ruling) -> str:
    # A track that chance drew is part of the sample, whoever else wanted to see it.
    ways = {opinion.chosen_by for opinion in ruling.opinions}
    return next((way.value for way in (Chosen.CHANCE, Chosen.MODEL) if way in ways), "")


def _strangers(manifest: Sheet, decisions: Iterable[Decision]) -> Iterator[Unapplied]:
    known = {cell(row, "id") for row in manifest.rows}
    for decision in decisions:
        if decision.id not in known:
            yield Unapplied(decision, "The manifest has no track of this id.")


def _blocking(track: Standing, row: Mapping[str, object]) -> list[Unapplied]:
    """The decisions that cannot be understood.

    One of them keeps the others from being applied: it may be the one that contradicts them.
    """
    found = ((decision, _fault(decision, row)) for decision in track.decisions)
    return [Unapplied(decision, reason, fault=True) for decision, reason in found if reason]


def _fault(decision: Decision, row: Mapping[str, object]) -> str:
    holds = decision.answer is Answer.HOLDS
    named = (*decision.genres, *([decision.claimed_genre] if holds else []))
    strange = [name for name in named if name and name not in _NAMES]
    if strange:
        return f"No genre of the tree is called {', '.join(strange)}."
    if holds and not (decision.claimed_genre or _claim(row)):
        return "The claim is said to hold, and the manifest has none for this track."
    heard = cell(row, "sha256").lower()
    if decision.sha256 and heard and decision.sha256 != heard:
        return "It was made on another recording: its SHA-256 is not the manifest's."
    return ""


def _dangling(track: Standing) -> Iterator[Unapplied]:
    for decision in track.dangling:
        yield Unapplied(
            decision,
            f"It supersedes {decision.supersedes!r}, which is no decision of this moderator on "
            "this track.",
            fault=True,
        )


def _disputed(ruling: Ruling) -> Iterator[Unapplied]:
    if ruling.outcome is Outcome.DISPUTED:
        for opinion in ruling.opinions:
            yield Unapplied(opinion, f"In dispute: {ruling.reason}.")
