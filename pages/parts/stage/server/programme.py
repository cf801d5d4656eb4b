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
from genre_core.errors import ShowError, SpectrogramError
from genre_core.show.audience import audience_labels
from genre_core.show.ballot_tables import prove_writable
from genre_core.show.ballots import Ballots, open_ballots
from genre_core.show.kept_orders import keep_order
from genre_core.show.left_behind import LeftBehind, left_behind
from genre_core.show.moments import Moment, steps
from genre_core.show.pack import Progress
from genre_core.show.packed import Pack
from genre_core.show.results import RoundResult, results_csv
from genre_core.show.running_order import RunningOrder, digest, read_order
from genre_core.show.votes import Cast, Vote
from pages.parts.stage.server.exchange import Exchange
from pages.parts.stage.server.packing import Packer
from pages.parts.stage.server.place import Place, read_place, save_order
from pages.parts.stage.server.state import State, results_of


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
        self._packer = Packer(place.pack, self._card, self.classifier)
        pack = self._packer.packed_or_kept(order, progress)
        self._ballots: Ballots = open_ballots(place.votes)
        now = datetime.now(UTC)
        self.left: LeftBehind | None = left_behind(self._ballots.store, digest(order), now)
        show = self._ballots.begin(digest(order), order.title, now)
        self._exchange = Exchange(order)
        self._keep(order)
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
        if self._exchange.stops(round_id):
            return Cast(False, "This track is being exchanged. Wait for the next question.")
        return self._ballots.cast(round_id, vote, datetime.now(UTC))

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

        Until it is played, rounds whose track it exchanges take no votes: those would be counted
        as votes on the new one.

        Raises:
            ShowError: it is none, cannot be saved, or gives a round that has votes to another
                track or claim; the old one goes on.
        """
        order = read_order(text, "The running order")
        with self._editing:
            try:
                self._exchange.begin(order, self._ballots.count)
                save_order(self.place, text)
                self._ballots.amend(digest(order), order.title)
            except SpectrogramError:
                self._exchange.end()
                raise
        return order

    def play(self, order: RunningOrder, progress: Progress) -> None:
        """Pack an order that was saved, and go on under it.

        Raises:
            SpectrogramError: it cannot be packed; the old one goes on.
        """
        with self._editing:
            try:
                pack = self._packer.packed(order, progress)
                self._playing = Playing(order, pack, self._playing.show)
                self._exchange.done(order)
            finally:
                self._exchange.end()
            self._keep(order)

    def table(self) -> str:
        """Return the results as a CSV, a row a round."""
        return results_csv(self._results())

    def labels(self) -> str:
        """Return the room's votes as a CSV that the desk imports.

        Raises:
            ShowError: the show was wiped meanwhile.
        """
        shows = {show.id: show for show in self._ballots.shows()}
        if self._playing.show not in shows:
            raise ShowError("This show is no longer in the votes' file. Start the server again.")
        return audience_labels(self._results(), shows[self._playing.show])

    def begin_anew(self) -> None:
        """End this show, keep its votes in the file, and begin another with the same order."""
        with self._editing:
            now, order = datetime.now(UTC), self._playing.order
            self._ballots.finish(now)
            show = self._ballots.begin(digest(order), order.title, now)
            self._playing = Playing(order, self._playing.pack, show)
            self.left = None

    def prove_votes(self) -> None:
        """Return if a vote could be kept.

        Raises:
            StoreError: it could not; says why.
        """
        with self._ballots.store.writing() as connection:
            prove_writable(connection)
        self._ballots.file.check()
        self.state()

    def close(self) -> None:
        """Let the votes' file go."""
        self._ballots.close()

    def _results(self) -> tuple[RoundResult, ...]:
        return results_of(self.state(), self._playing.pack)

    def _keep(self, order: RunningOrder) -> None:
        """Keep the order beside the votes; a full disk ends no show."""
        with suppress(ShowError):
            keep_order(self.place.orders, order)
