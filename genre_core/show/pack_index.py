"""``show.json``: what lies in a pack, and the figures that need no track.

It is sealed with the hash of its own content and names every other file by the hash of theirs, so
that nothing that was changed is ever shown.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from genre_core.errors import ShowError
from genre_core.evaluation.intervals import Interval
from genre_core.outcomes import Outcome
from genre_core.show.kept_files import KeptFile, put
from genre_core.show.lab_chart import LabChart, Rule
from genre_core.show.results import answer_of
from genre_core.show.running_order import Round
from genre_core.show.seed_beside import SeedBeside, Standing
from genre_core.show.votes import Choice

INDEX = "show.json"
SCHEMA = 1
MEND = "Make the pack again: make stage-pack, or python -m genre_core show pack."
"""What to do about a pack that cannot be shown."""


@dataclass(frozen=True, slots=True)
class PackedRound:
    """A round that is ready to be shown.

    Attributes:
        scene: id of its scene.
        asked: digest of track, claim, start and seconds; see :func:`asked`.
        made_from: digest of all that it was made from: also the track's bytes, model and alpha.
        claim: as the uploader wrote it.
        seconds: of the sound, which may be shorter than what was asked for.
        predicted: the CNN's top guess.
        outcome: what became of the claim.
        sentence: the same, to be read aloud.
        sound, picture, data: FLAC, PNG, and the JSON of :mod:`genre_core.show.round_json`.
    """

    scene: str
    asked: str
    made_from: str
    claim: str
    seconds: float
    predicted: str
    outcome: Outcome
    sentence: str
    sound: KeptFile
    picture: KeptFile
    data: KeptFile

    @property
    def answer(self) -> Choice:
        """What the CNN says to the question that the room is asked."""
        return answer_of(self.outcome, self.claim)

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """Its three files."""
        return (self.sound, self.picture, self.data)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the scenes without a track show of a model; None where it is not known.

    ``made_from`` is a digest of the model and of alpha.
    """

    made_from: str
    seed: SeedBeside | None
    lab: LabChart | None


@dataclass(frozen=True, slots=True)
class PackIndex:
    """What lies in a pack.

    Attributes:
        model: name and version of who answered.
        alpha: of the verdicts.
        rounds: those that are made, in the order of the show.
        figures: of the other scenes.
    """

    model: str
    alpha: float
    rounds: tuple[PackedRound, ...]
    figures: Figures


def asked(wanted: Round) -> str:
    """Return a digest of what of a round decides its sound and its verdict."""
    return digest_of(wanted.track, wanted.claim, wanted.start, wanted.seconds)


def digest_of(*parts: object) -> str:
    """Return 64 hexadecimal digits that tell these texts and numbers from others."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def write_index(index: PackIndex, folder: Path) -> None:
    """Write ``show.json``, whole or not at all.

    Raises:
        ShowError: it cannot be written.
    """
    content = asdict(index)
    sealed = {"schema": SCHEMA, "sha256": digest_of(content), "content": content}
    put(folder / INDEX, json.dumps(sealed, indent=1, ensure_ascii=False).encode())


def read_index(folder: Path) -> PackIndex:
    """Read ``show.json``.

    Raises:
        ShowError: it is missing, damaged or of another version.
    """
    try:
        sealed = json.loads((folder / INDEX).read_text("utf-8"))
        schema, content = sealed["schema"], sealed["content"]
        if schema == SCHEMA and sealed["sha256"] == digest_of(content):
            return _index(content)
    except FileNotFoundError as error:
        raise ShowError(f"There is no pack: {folder / INDEX} is missing. {MEND}") from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ShowError(f"{INDEX} of the pack cannot be read ({error!r}). {MEND}") from error
    why = "was changed" if schema == SCHEMA else f"has layout {schema!r}, not {SCHEMA}"
    raise ShowError(f"{INDEX} of the pack {why} since it was packed. {MEND}")


def _index(content: Mapping[str, Any]) -> PackIndex:
    return PackIndex(
        model=content["model"],
        alpha=content["alpha"],
        rounds=tuple(map(_round, content["rounds"])),
        figures=_figures(content["figures"]),
    )


def _round(content: Mapping[str, Any]) -> PackedRound:
    files = {name: KeptFile(**content[name]) for name in ("sound", "picture", "data")}
    return PackedRound(**{**content, **files, "outcome": Outcome(content["outcome"])})


def _figures(content: Mapping[str, Any]) -> Figures:
    seed, lab = content["seed"], content["lab"]
    standings = {name: _standing(seed[name]) for name in ("seed", "ours")} if seed else {}
    rules = {name: _rule(lab[name]) for name in ("verdict", "naive")} if lab else {}
    return Figures(
        made_from=content["made_from"],
        seed=seed and SeedBeside(**{**seed, **standings}),
        lab=lab and LabChart(**{**lab, **rules}),
    )


def _standing(content: Mapping[str, Any]) -> Standing:
    bars = {name: Interval(**content[name]) for name in ("accuracy", "baseline")}
    return Standing(**{**content, **bars})


def _rule(content: Mapping[str, Any]) -> Rule:
    bars = {name: Interval(**bar) for name, bar in content.items() if name != "name"}
    return Rule(name=content["name"], **bars)
