"""The fetching itself: requests in parallel, each clip proved whole before it gets its name.

A few connections share the work. A clip that fails is named and the others go on; when several
requests in a row fail the server is left alone, and a full disk ends the run at once: then all
that was not tried is named as well.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from trainer.fetch.archive import unpack
from trainer.fetch.checksums import prove
from trainer.fetch.disk import write_whole
from trainer.fetch.errors import (
    ArchiveError,
    DiskError,
    FetchError,
    Interrupted,
    TransferError,
)
from trainer.fetch.parts import Parts
from trainer.fetch.plan import Order, Plan, Request
from trainer.fetch.problems import Problem

MOST_FAILURES = 5
"""Requests that fail in a row, each after all its tries, before the server is left alone."""


@dataclass(slots=True)
class Fetching:
    """One run over a plan.

    Attributes:
        parts: the archive's bytes.
        folder: where the clips go.
        connections: how many requests at once.
        stop: ends the waits and streams of `parts`.
        watch: told of bytes transferred and clips done; from any thread.
    """

    parts: Parts
    folder: Path
    connections: int = 4
    stop: Callable[[], None] = lambda: None
    watch: Callable[[int, int], None] = lambda _bytes, _clips: None
    _lock: Lock = field(default_factory=Lock, init=False)
    _failures: int = field(default=0, init=False)
    _verdict: str = field(default="", init=False)

    def run(self, plan: Plan) -> tuple[Problem, ...]:
        """Fetch every clip of a plan; return those that are missing, why, in the plan's order.

        Whatever ends it (Ctrl-C too), clips that bear their names are whole.
        """
        problems: dict[str, Problem] = {}
        pool = ThreadPoolExecutor(self.connections, thread_name_prefix="fetch")
        try:
            for done in as_completed([pool.submit(self._fetch, one) for one in plan.requests]):
                problems.update((problem.id, problem) for problem in done.result())
        except BaseException:
            self.stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        orders = (order for request in plan.requests for order in request.orders)
        found = tuple(problems[o.clip.id] for o in orders if o.clip.id in problems)
        return plan.problems + found

    def _fetch(self, request: Request) -> list[Problem]:
        if self._verdict:
            return [order.problem(f"Not tried. {self._verdict}") for order in request.orders]
        try:
            held = self.parts.read(request.start, request.stop)
        except Interrupted:
            return [order.problem(f"Not fetched. {self._verdict}") for order in request.orders]
        except (ArchiveError, TransferError) as error:
            self._count_failure(error)
            return [order.problem(str(error)) for order in request.orders]
        with self._lock:
            self._failures = 0
        problems = [p for order in request.orders if (p := self._keep(order, request, held))]
        self.watch(request.stop - request.start, len(request.orders) - len(problems))
        return problems

    def _keep(self, order: Order, request: Request, held: bytes) -> Problem | None:
        member = order.member
        try:
            content = unpack(
                member, held[member.start - request.start : member.stop - request.start]
            )
            prove(content, member.name, order.sha1)
            write_whole(self.folder / order.clip.path, content)
        except DiskError as error:
            self._end(str(error))
            return order.problem(str(error))
        except FetchError as error:
            return order.problem(str(error))
        return None

    def _count_failure(self, error: FetchError) -> None:
        with self._lock:
            self._failures += 1
            failures = self._failures
        if failures >= MOST_FAILURES:
            self._end(f"{failures} requests in a row failed, the last one so: {error}")

    def _end(self, verdict: str) -> None:
        with self._lock:
            self._verdict = self._verdict or verdict
        self.stop()
