"""What is here already, what is to be fetched, and in which requests.

A clip is here only if its file has the size that the archive's directory promises and the
SHA-1 that its checksums promise. Neighbours in the archive become one request: a gap of up to
64 KiB costs less than the round trip of another one, while a whole clip between them (0.9 MB)
costs more. A request holds at most 8 MiB, which is what an interruption can lose.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.fetch.archive import Archive, Member
from trainer.fetch.checksums import CHECKSUMS, Checksums
from trainer.fetch.disk import sha1_of
from trainer.fetch.problems import Problem
from trainer.fetch.wanted import Wanted

LARGEST_GAP = 1 << 16
LARGEST_REQUEST = 1 << 23


@dataclass(frozen=True, slots=True)
class Order:
    """A clip to be fetched.

    Attributes:
        clip: what the manifest asks for.
        member: where it lies in the archive.
        sha1: of its content.
    """

    clip: Wanted
    member: Member
    sha1: str

    def problem(self, reason: str) -> Problem:
        """Return this clip as missing."""
        return Problem(self.clip.id, self.clip.path, reason)


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes start ... stop of the archive, and the clips that they hold."""

    start: int
    stop: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes:
        here: how many clips are on the disk, proved whole.
        requests: for the others, in the order of the archive.
        problems: clips that cannot be had.
    """

    here: int
    requests: tuple[Request, ...]
    problems: tuple[Problem, ...]

    @property
    def clips(self) -> int:
        """How many clips are to be fetched."""
        return sum(len(request.orders) for request in self.requests)

    @property
    def transfer(self) -> int:
        """Bytes that come over the network: compressed clips, headers and small gaps."""
        return sum(request.stop - request.start for request in self.requests)

    @property
    def room(self) -> int:
        """Bytes that the clips take on the disk."""
        return sum(order.member.size for request in self.requests for order in request.orders)


def make_plan(
    wanted: Iterable[Wanted],
    archive: Archive,
    checksums: Checksums,
    folder: Path,
    watch: Callable[[int], None] = lambda _: None,
) -> Plan:
    """Compare what is asked for with what is here.

    Args:
        wanted: the clips.
        archive: where they come from.
        checksums: of that archive.
        folder: where they go.
        watch: told of the bytes of files here, while they are read.
    """
    orders: list[Order] = []
    problems: list[Problem] = []
    here = 0
    for clip in wanted:
        member, digest = archive.find(clip.path), checksums.of(clip.path)
        reason = _why_not(member, digest, archive)
        if member is None or reason:
            problems.append(Problem(clip.id, clip.path, reason))
        elif _is_here(folder / clip.path, member, digest, watch):
            here += 1
        else:
            orders.append(Order(clip, member, digest))
    return Plan(here, gather(orders), tuple(problems))


def gather(orders: Sequence[Order]) -> tuple[Request, ...]:
    """Return requests that hold all orders, neighbours in one."""
    gathered: list[list[Order]] = []
    for order in sorted(orders, key=lambda order: order.member.start):
        last = gathered[-1] if gathered else []
        if last and _fits(last, order):
            last.append(order)
        else:
            gathered.append([order])
    return tuple(_request(group) for group in gathered)


def _fits(group: Sequence[Order], order: Order) -> bool:
    gap = order.member.start - group[-1].member.stop
    length = order.member.stop - group[0].member.start
    return gap <= LARGEST_GAP and length <= LARGEST_REQUEST


def _request(group: Sequence[Order]) -> Request:
    return Request(group[0].member.start, group[-1].member.stop, tuple(group))


def _why_not(member: Member | None, digest: str, archive: Archive) -> str:
    if member is None:
        return f"{archive.parts.name} holds no such clip. Take it out of the manifest."
    if not digest:
        return (
            f"The archive's {CHECKSUMS} have no line for it, so that nobody could prove it whole. "
            "Take it out of the manifest."
        )
    return ""


def _is_here(path: Path, member: Member, digest: str, watch: Callable[[int], None]) -> bool:
    if not path.is_file() or path.stat().st_size != member.size:
        return False
    return sha1_of(path, watch) == digest
