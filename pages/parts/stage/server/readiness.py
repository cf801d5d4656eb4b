"""Is everything warm? A line for each thing that a show needs, read before the doors open."""

import io
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soundfile

from genre_core.errors import ShowError, SpectrogramError
from genre_core.show.left_behind import LeftBehind
from genre_core.show.overheard import overhear
from genre_core.show.packed import read_pack
from pages.parts.stage.server.audience_address import AudienceAddress
from pages.parts.stage.server.farewell import farewell
from pages.parts.stage.server.programme import Playing, Programme

_SECONDS, _RATE = 20, 22_050
_VOTES = "votes"
_ROOM_FOR_VOTES = 50_000_000
"""Bytes; an evening of 200 phones takes one million."""


@dataclass(frozen=True, slots=True)
class Line:
    """A thing that a show needs, whether it is there, and what is so or what to do."""

    name: str
    ok: bool
    sentence: str


class Readiness:
    """The lines of one server, kept from one look to the next."""

    def __init__(self, programme: Programme) -> None:
        """Ask about this show."""
        self._programme = programme
        self._looked_at: Playing | None = None
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was found; nothing where another order or show has begun since, and none looked."""
        return self._lines if self._looked_at is self._programme.playing else ()

    def look(self, address: AudienceAddress) -> None:
        """Try each thing that a show needs; takes a second or two."""
        programme = self._programme
        checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("model", lambda: _model(programme)),
            ("audio", lambda: _audio(programme)),
            (_VOTES, lambda: _votes(programme)),
        )
        looked_at = programme.playing
        left = (_left(programme.left),) if programme.left else ()
        self._lines = (*(_tried(*check) for check in checks), _network(address), *left)
        self._looked_at = looked_at

    @property
    def keeps_votes(self) -> bool:
        """Whether votes could be kept when it was looked at."""
        return any(line.name == _VOTES and line.ok for line in self.lines)


def _tried(name: str, check: Callable[[], str]) -> Line:
    try:
        return Line(name, True, check())
    except SpectrogramError as error:
        return Line(name, False, str(error))


def _model(programme: Programme) -> str:
    """Let the model hear what it will be given by the microphone, though only noise."""
    began = time.perf_counter()
    overhear(_noise(), programme.classifier())
    return f"{programme.model} hears {_SECONDS} s in {time.perf_counter() - began:.1f} s."


def _audio(programme: Programme) -> str:
    """Look at every file of the pack once more, byte by byte."""
    playing = programme.playing
    pack = read_pack(programme.place.pack, playing.order)
    if pack.faults:
        raise ShowError(" ".join(fault.sentence for fault in pack.faults))
    return f"{len(pack.index.rounds)} rounds are packed, {pack.size / 1e6:.0f} MB."


def _votes(programme: Programme) -> str:
    """Write where votes are written; how many there are is told live, beside these lines."""
    programme.prove_votes()
    free = shutil.disk_usage(programme.place.folder).free
    if free < _ROOM_FOR_VOTES:
        raise ShowError(
            f"Only {free / 1e6:.0f} MB are free in {programme.place.folder}; "
            f"{_ROOM_FOR_VOTES / 1e6:.0f} MB were needed for the votes. Make room."
        )
    return f"Each is kept on the disk, where {free / 1e9:.0f} GB are free."


def _network(address: AudienceAddress) -> Line:
    if address.reaches_phones:
        return Line("network", True, f"Phones in this network open {address.url}.")
    return Line(
        "network",
        False,
        f"No phone reaches this machine: the ballot is at {address.url}. Join the room's network "
        "or open a hotspot, and look here again.",
    )


def _left(show: LeftBehind) -> Line:
    where = "Its results and their CSV: press Results, then its name below Other shows."
    return Line("earlier", False, f"{farewell(show)} {where}")


def _noise() -> bytes:
    samples = np.random.default_rng(440).normal(0.0, 0.1, _SECONDS * _RATE)
    file = io.BytesIO()
    soundfile.write(file, samples, _RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()
