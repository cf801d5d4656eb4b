"""The work of making a pack: what is there is looked at, what is missing is made and written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from genre_core.audio import Span, track_id
from genre_core.card import NETWORK
from genre_core.classifier import CALIBRATION, Classifier
from genre_core.crate import crate_folder
from genre_core.errors import AudioError, ShowError
from genre_core.show.found_tracks import find_track
from genre_core.show.impression import look
from genre_core.show.kept_files import keep
from genre_core.show.lab_chart import lab_chart
from genre_core.show.pack_index import (
    INDEX,
    Figures,
    PackedRound,
    PackIndex,
    asked,
    digest_of,
    read_index,
    write_index,
)
from genre_core.show.packed import fault_of, rounds_of
from genre_core.show.round_json import round_json
from genre_core.show.running_order import Round, RunningOrder, Scene
from genre_core.show.seed_beside import seed_beside
from genre_core.show.sound import SUFFIX, cut_sound

RECIPE = 1
"""Raised whenever the same track would be packed to other files: older packs are made again."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class PackWork:
    """A pack that is being made.

    Attributes:
        folder: where its files go.
        classifier: the model that answers.
        alpha: share of honest tracks that may be flagged, in (0, 0.5].
    """

    folder: Path
    classifier: Classifier
    alpha: float

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return f"{self.classifier.card.name} {self.classifier.card.version}"

    @property
    def made_from(self) -> str:
        """A digest of the model, of alpha and of the way a pack is made."""
        files = self.classifier.card.files
        return digest_of(RECIPE, self.model, files[NETWORK], files[CALIBRATION], self.alpha)

    def begun(self, progress: Progress) -> PackIndex:
        """Return the index that is there, if this model made it, or one without rounds."""
        try:
            index = read_index(self.folder)
            if index.figures.made_from == self.made_from:
                return index
        except ShowError as error:
            if (self.folder / INDEX).exists():
                progress(str(error), 0.0)
        progress("Working out the figures of the model", 0.0)
        card = self.classifier.card
        figures = Figures(self.made_from, seed_beside(card), lab_chart(card.name, self.alpha))
        return PackIndex(self.model, self.alpha, (), figures)

    def whole(
        self, index: PackIndex, rounds: Iterable[tuple[Scene, Round]]
    ) -> dict[str, PackedRound]:
        """Return, by what was asked, the rounds that are there and need not be made again."""
        there = {packed.asked: packed for packed in index.rounds}
        wanted = {asked(each): each for _, each in rounds}
        return {
            key: there[key]
            for key, each in wanted.items()
            if key in there and self._holds(there[key], each)
        }

    def made(self, wanted: Round) -> PackedRound:
        """Make a round from its track.

        Raises:
            AudioError: the track cannot be judged.
            ShowError: it cannot be found, or the folder cannot be written.
        """
        path = self._path(wanted)
        sound = cut_sound(path, Span(wanted.start, wanted.seconds))
        seen = look(sound, wanted.claim, self.classifier, self.alpha)
        return PackedRound(
            scene="",
            asked=asked(wanted),
            made_from=self._digest(wanted, path),
            claim=wanted.claim,
            seconds=seen.picture.seconds,
            predicted=seen.verdict.predicted,
            outcome=seen.verdict.outcome,
            sentence=seen.verdict.sentence,
            sound=keep(self.folder, sound, SUFFIX),
            picture=keep(self.folder, seen.picture.png, "png"),
            data=keep(self.folder, round_json(seen), "json"),
        )

    def save(self, index: PackIndex, known: Mapping[str, PackedRound], order: RunningOrder) -> None:
        """Write what is known of the show's rounds, in its order."""
        there = tuple(
            replace(known[asked(wanted)], scene=scene.id)
            for scene, wanted in rounds_of(order)
            if asked(wanted) in known
        )
        write_index(replace(index, rounds=there), self.folder)

    def _holds(self, packed: PackedRound, wanted: Round) -> bool:
        """Whether a round is whole, and its track is still the same or cannot be found."""
        if fault_of(packed, self.folder):
            return False
        try:
            return packed.made_from == self._digest(wanted, self._path(wanted))
        except (AudioError, ShowError):
            return True  # packed elsewhere, or the disk with the music is not plugged in

    def _path(self, wanted: Round) -> Path:
        return find_track(wanted.track, crate_folder())

    def _digest(self, wanted: Round, path: Path) -> str:
        return digest_of(self.made_from, asked(wanted), track_id(path))
