"""A scan from its first track to its last, by a few threads; what was written stays written."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from genre_core.desk.flags import draw_audit
from genre_core.desk.ledger import take_turn
from genre_core.desk.settings import read_settings
from genre_core.people import Person, Role
from genre_core.scan.choosing import choose_uncertain
from genre_core.scan.listening import Heard, Unheard, listen
from genre_core.scan.pending import Asked, Pending, count_waiting, next_waiting
from genre_core.scan.policies import ensure_newest, newest_policy, policy_made, policy_of
from genre_core.scan.terms import ScanTerms
from genre_core.scan.writing import Written, write
from genre_core.store.chain import Entry, record
from genre_core.store.engine import Store, utc_now

BATCH = 32
"""Tracks a transaction: a scan that is killed has so many at most to listen to again."""
_COUNTS = ("heard", "flagged", "withdrawn", "uncertain", "audited", "faults")
TOLD = 10
"""Faults whose sentences a report keeps; all of them stand with their tracks."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A track that cannot be heard: its key, and a sentence."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did.

    Attributes:
        heard: tracks that have a verdict now and had none before.
        flagged: flags opened for mismatches.
        withdrawn: flags of another policy or model that this one does not share.
        uncertain: flags opened for what the model is least sure of.
        audited: tracks drawn at random for the audit.
        faults: tracks that cannot be heard.
        faulty: the first few of them.
    """

    heard: int = 0
    flagged: int = 0
    withdrawn: int = 0
    uncertain: int = 0
    audited: int = 0
    faults: int = 0
    faulty: tuple[Fault, ...] = ()

    def after(self, written: Written, unheard: Sequence[Unheard]) -> "ScanReport":
        """Return the report with one batch more."""
        missed = tuple(Fault(each.pending.key, each.fault) for each in unheard)
        return replace(
            self,
            heard=self.heard + written.verdicts,
            flagged=self.flagged + written.flagged,
            withdrawn=self.withdrawn + written.withdrawn,
            faults=self.faults + len(missed),
            faulty=(self.faulty + missed)[:TOLD],
        )


def count_pending(store: Store, terms: ScanTerms) -> int:
    """Return how many tracks a scan would take."""
    with store.reading() as connection:
        policy = policy_of(connection, terms.alpha)
        # No row has the number 0, so that under a policy not yet made every track waits.
        waiting = count_waiting(connection, _asked(terms, policy or 0))
    return waiting if terms.limit is None else min(waiting, terms.limit)


def scan(
    store: Store,
    person: Person,
    terms: ScanTerms,
    clock: Callable[[], datetime] = utc_now,
    advance: Callable[[], object] = lambda: None,
) -> ScanReport:
    """Listen to every track that waits, and open the flags; ``advance`` is called a track.

    Raises:
        NotAllowed: the person is no admin.
        PolicyError: another policy was put into force meanwhile; what was written before stays.
        StoreError: the store cannot be written; what was written before stays.
    """
    person.require(Role.ADMIN, "scan the catalogue")
    with store.writing() as connection:
        policy = policy_made(connection, person, terms.alpha, clock())
        newest = newest_policy(connection)
    asked = _asked(terms, policy)
    report = ScanReport()
    for results in _results(store, asked, terms, advance):
        with store.writing() as connection:
            take_turn(connection)
            # Verdicts of an earlier policy must not come after those of a later one.
            ensure_newest(connection, newest)
            written = write(connection, asked, results, clock())
        report = report.after(written, [each for each in results if isinstance(each, Unheard)])
    report = _choose(store, person, terms, report, clock())
    if report.heard or report.uncertain:
        content = {"model": terms.model, "version": terms.version, "alpha": terms.alpha}
        counts = {name: getattr(report, name) for name in _COUNTS}
        with store.writing() as connection:
            entry = Entry(person.subject, "scan", str(policy), content | counts, clock())
            record(connection, entry)
    return report


def _asked(terms: ScanTerms, policy: int) -> Asked:
    return Asked(terms.model, terms.version, policy, terms.known_only)


def _results(
    store: Store, asked: Asked, terms: ScanTerms, advance: Callable[[], object]
) -> Iterator[tuple[Heard | Unheard, ...]]:
    """Yield what was heard, batch by batch; the store is not held while listening."""
    left, after = count_pending(store, terms), 0
    hear = partial(listen, classifier=terms.classifier, alpha=terms.alpha)
    with ThreadPoolExecutor(terms.threads) as pool:
        while left > 0:
            with store.reading() as connection:
                genres = terms.classifier.card.genres
                batch = next_waiting(connection, asked, after, min(left, BATCH), genres)
            if not batch:
                return
            results = []
            for result in pool.map(hear, _wanted(batch, terms)):
                results.append(result)
                advance()
            yield tuple(results)
            left, after = left - len(batch), batch[-1].id


def _wanted(batch: Sequence[Pending], terms: ScanTerms) -> list[Pending]:
    # A verdict from before the model's genres were changed is of no use, and the track unheard.
    return [each for each in batch if each.known is not None or not terms.known_only]


def _choose(
    store: Store, person: Person, terms: ScanTerms, report: ScanReport, now: datetime
) -> ScanReport:
    """Choose among all verdicts what else comes before a moderator.

    Also where nothing was heard: a scan that was killed may have got no further than that.
    """
    with store.writing() as connection:
        policy = policy_made(connection, person, terms.alpha, now)
        asked = _asked(terms, policy)
        uncertain = choose_uncertain(connection, asked, terms.uncertain_share, now)
        share = terms.audit_share
        if share is None:
            share = read_settings(connection).audit_share
    audited = draw_audit(store, person, share, now, terms.rng)
    return replace(report, uncertain=uncertain, audited=audited)
