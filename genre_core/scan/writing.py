"""What was heard goes into the store: verdicts, faults, and flags for mismatches; batch by batch.

Two scans at once do no harm: the verdict that came first stays, and only who wrote it opens the
flag. A flag that another policy or model opened, or that is on an earlier claim, and that this
verdict does not share, is withdrawn, unless somebody is deciding on it just now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, select, true, update

from genre_core.desk.flags import FlagWish, open_flags
from genre_core.desk.ledger import take_turn
from genre_core.desk.queues import Queue
from genre_core.ruling import OPINIONS, Chosen
from genre_core.scan.listening import Heard, Unheard
from genre_core.scan.pending import Asked, waits
from genre_core.severity import leaves_family, severity, uncertainty
from genre_core.store.schema import decisions, flags, leases, tracks, verdicts
from genre_core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Written:
    """How many verdicts were written, flags opened, and flags withdrawn."""

    verdicts: int
    flagged: int
    withdrawn: int


def write(
    connection: Connection, asked: Asked, results: Sequence[Heard | Unheard], now: datetime
) -> Written:
    """Write one batch in the caller's transaction."""
    # Another scan may be writing the same verdicts.
    take_turn(connection)
    heard = [result for result in results if isinstance(result, Heard)]
    for result in results:
        _mark(connection, result)
    made = _write_verdicts(connection, asked, heard, now)
    doubted = [result for result in heard if result.verdict.flagged]
    honest = [result for result in heard if not result.verdict.flagged]
    # First, since a track has one open flag in the queue.
    withdrawn = _withdraw(connection, honest, true(), now)
    withdrawn += _withdraw(connection, doubted, _on_another_claim(), now)
    wishes = _wishes(connection, doubted, made)
    return Written(len(made), open_flags(connection, wishes, now), withdrawn)


def _mark(connection: Connection, result: Heard | Unheard) -> None:
    """Say of a track why it cannot be heard, or which recording was."""
    row = update(tracks).where(tracks.c.id == result.pending.id)
    if isinstance(result, Unheard):
        connection.execute(row.values(fault=result.fault))
    elif result.pending.known is None:
        connection.execute(row.values(sha256=result.sha256, fault=""))


def _write_verdicts(
    connection: Connection, asked: Asked, heard: Sequence[Heard], now: datetime
) -> dict[int, int]:
    """Return {track: verdict} of those that nobody wrote before."""
    ids = [each.pending.id for each in heard]
    query = select(tracks.c.id).where(tracks.c.id.in_(ids), waits(asked))
    waiting = set(connection.execute(query).scalars())
    rows = [_row(each, asked, now) for each in heard if each.pending.id in waiting]
    if not rows:
        return {}
    adding = insert(verdicts).values(rows).returning(verdicts.c.track_id, verdicts.c.id)
    return {int(track): int(verdict) for track, verdict in connection.execute(adding)}


def _row(heard: Heard, asked: Asked, now: datetime) -> dict[str, Any]:
    verdict = heard.verdict
    chances = {
        genre: float(p) for genre, p in zip(verdict.genres, verdict.probabilities, strict=True)
    }
    return {
        "track_id": heard.pending.id,
        "policy_id": asked.policy_id,
        "model": asked.model,
        "model_version": asked.version,
        "claimed_genre": verdict.claim.genre.name if verdict.claim.genre else "",
        "outcome": verdict.outcome.value,
        "scope": verdict.scope.value,
        "predicted": verdict.predicted,
        "p_value": verdict.p_value,
        "root_p_value": verdict.root_p_value,
        "probabilities": chances,
        "embedding": heard.embedding,
        "severity": severity(verdict),
        "uncertainty": uncertainty(verdict.probabilities),
        "sentence": verdict.sentence,
        "reason": verdict.reason,
        "made_at": now,
    }


def _wishes(
    connection: Connection, doubted: Sequence[Heard], made: dict[int, int]
) -> list[FlagWish]:
    """Ask for a flag for each new mismatch of which no person has said what it is."""
    ids = [each.pending.id for each in doubted if each.pending.id in made]
    said = select(decisions.c.track_id).where(
        decisions.c.track_id.in_(ids), decisions.c.answer.in_([answer.value for answer in OPINIONS])
    )
    answered = set(connection.execute(said).scalars())
    return [
        _wish(each.pending.id, made[each.pending.id], each.verdict)
        for each in doubted
        if each.pending.id in made and each.pending.id not in answered
    ]


def _wish(track: int, verdict_id: int, verdict: Verdict) -> FlagWish:
    return FlagWish(
        track_id=track,
        verdict_id=verdict_id,
        queue=Queue.FLAGGED,
        family=leaves_family(verdict),
        severity=severity(verdict),
        chosen_by=Chosen.MODEL,
        reason=verdict.sentence,
    )


def _on_another_claim() -> ColumnElement[bool]:
    """The condition that a row of ``flags`` goes back to a verdict on an earlier claim."""
    of_flag = select(verdicts.c.id).join(tracks, tracks.c.id == verdicts.c.track_id)
    earlier = verdicts.c.claimed_genre != tracks.c.claimed_genre
    return exists(of_flag.where(verdicts.c.id == flags.c.verdict_id, earlier))


def _withdraw(
    connection: Connection, heard: Sequence[Heard], which: ColumnElement[bool], now: datetime
) -> int:
    gone = connection.execute(
        update(flags)
        .where(
            flags.c.track_id.in_([each.pending.id for each in heard]),
            flags.c.queue == Queue.FLAGGED.value,
            flags.c.state == "open",
            flags.c.opened_by == "",
            ~exists().where(leases.c.flag_id == flags.c.id, leases.c.expires_at > now),
            which,
        )
        .values(state="withdrawn", closed_at=now)
    )
    return int(gone.rowcount)
