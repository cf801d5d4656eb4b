"""The show that this server gives: its running order, its pack, its votes, and its model.

Everything that must outlive the process is in files: the order, the pack, and the votes with the
present step. A server that was killed opens them again and goes on where it was.
"""

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from genre_core.card import default_model, models_folder, read_card
from genre_core.classifier import Classifier, shared_classifier
from genre_core.crate import CrateError
from genre_core.errors import ModelError, ShowError
from genre_core.show.audience import audience_labels
from genre_core.show.ballots import Ballots, open_ballots
from genre_core.show.casting import Vote
from genre_core.show.moments import Moment, steps
from genre_core.show.pack import Progress, make_pack
from genre_core.show.packed import Pack, read_pack
from genre_core.show.results import RoundResult, results_csv
from genre_core.show.running_order import RunningOrder, digest, read_order
from genre_core.show.votes import Cast
from pages.parts.stage.server.place import Place, read_place, save_order
from pages.parts.stage.server.state import State, results_of

_USUAL_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Playing:
    """What is on: the order, what is packed of it, and the id of the show."""

    order: RunningOrder
    pack: Pack
    show: str


class Programme:
    """The show of one server, for any number of threads."""

    def __init__(self, place: Place, key: str, progress: Progress) -> None:
        """Open the order and the votes, and make what is missing of the pack.

        Raises:
            SpectrogramError: the order, the pack's folder, the model or the votes' file is not
                what it has to be.
        """
        self.place = place
        self.key = key
        self.model = default_model()
        self._card = read_card(models_folder() / self.model)
        self._editing = threading.Lock()
        order = read_place(place)
        pack = self._packed_or_kept(order, progress)
        self._ballots: Ballots = open_ballots(place.votes)
        show = self._ballots.begin(digest(order), order.title, datetime.now(UTC))
        self._playing = Playing(order, pack, show)

    @property
    def playing(self) -> Playing:
        """What is on now."""
        return self._playing

    def classifier(self) -> Classifier:
        """Return the model that hears; loaded once a process.

        Raises:
            ModelError: it is missing or damaged.
        """
        return shared_classifier(self.model)

    def state(self) -> State:
        """Return how the show stands."""
        playing = self._playing
        tallies = tuple(self._ballots.tally(s.id, playing.show) for s in playing.order.rounds)
        moment = self._ballots.moment()
        answered = self._ballots.answered(moment.scene)
        return State(playing.show, playing.order, moment, tallies, self._card.genres, answered)

    def cast(self, show: str, round_id: str, vote: Vote) -> Cast:
        """Keep a vote that was given in a show."""
        if show != self._playing.show:
            return Cast(False, "That show is over. The ballot of this one opens by itself.")
        now = datetime.now(UTC)
        return self._ballots.cast(round_id, vote.device, vote.answer, vote.genre, now)

    def move(self, scene: str, phase: str, move_id: str) -> Moment:
        """Go to a step of the order.

        Raises:
            ShowError: the order has no such step, or the move has no id.
        """
        step = next((s for s in steps(self._playing.order) if s == (scene, phase)), None)
        if step is None:
            raise ShowError(
                f"The running order has no step {phase[:20]!r} of {scene[:60]!r}; it was edited "
                "since. Load the stage anew."
            )
        return self._ballots.move(step, move_id, datetime.now(UTC))

    def save(self, text: str) -> RunningOrder:
        """Save another running order, under which this show shall go on with its votes.

        Raises:
            ShowError: it is none, or cannot be saved; the old one goes on.
        """
        order = read_order(text, "The running order")
        with self._editing:
            save_order(self.place, text)
            self._ballots.amend(digest(order), order.title)
        return order

    def play(self, order: RunningOrder, progress: Progress) -> None:
        """Pack an order that was saved, and go on under it.

        Raises:
            SpectrogramError: it cannot be packed; the old one goes on.
        """
        with self._editing:
            pack = self._packed(order, progress)
            self._playing = Playing(order, pack, self._playing.show)

    def results(self) -> tuple[RoundResult, ...]:
        """Return what has come of each round so far."""
        return results_of(self.state(), self._playing.pack)

    def table(self) -> str:
        """Return the results as a CSV, a row a round."""
        return results_csv(self.results())

    def labels(self) -> str:
        """Return the room's votes as a CSV that the desk imports.

        Raises:
            ShowError: the show was wiped meanwhile.
        """
        shows = {show.id: show for show in self._ballots.shows()}
        if self._playing.show not in shows:
            raise ShowError("This show is no longer in the votes' file. Start the server again.")
        return audience_labels(self.results(), shows[self._playing.show])

    def begin_anew(self) -> None:
        """End this show, keep its votes in the file, and begin another with the same order."""
        with self._editing:
            now, order = datetime.now(UTC), self._playing.order
            self._ballots.finish(now)
            show = self._ballots.begin(digest(order), order.title, now)
            self._playing = Playing(order, self._playing.pack, show)

    def close(self) -> None:
        """Let the votes' file go."""
        self._ballots.close()

    def _packed_or_kept(self, order: RunningOrder, progress: Progress) -> Pack:
        """Return the pack, if need be with what is missing left out: a full disk ends no show."""
        try:
            return self._packed(order, progress)
        except (CrateError, ShowError) as error:
            with suppress(ShowError):
                pack = read_pack(self.place.pack, order)
                progress(f"The pack stays as it is. {error}", 0.0)
                return pack
            raise

    def _packed(self, order: RunningOrder, progress: Progress) -> Pack:
        """Return what is packed of an order; where all of it is, without waking the model."""
        alpha = _USUAL_ALPHA
        with suppress(ShowError):
            pack = read_pack(self.place.pack, order)
            if not pack.faults and pack.index.model == f"{self._card.name} {self._card.version}":
                return pack
            alpha = pack.index.alpha
        try:
            model = self.classifier()
        except ModelError as error:
            # What is packed needs no model; the readiness line says what is wrong with it.
            progress(f"The model cannot be asked. {error}", 0.0)
            return read_pack(self.place.pack, order)
        return make_pack(order, self.place.pack, model, alpha, progress)
