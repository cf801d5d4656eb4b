"""The pack of a show: read where it is whole, made where it is not, and never in the show's way."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from genre_core.card import ModelCard
from genre_core.classifier import Classifier
from genre_core.crate import CrateError
from genre_core.errors import ModelError, ShowError
from genre_core.show.pack import Progress, make_pack
from genre_core.show.packed import Pack, read_pack
from genre_core.show.running_order import RunningOrder

_USUAL_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Packer:
    """Packs the orders of one server.

    Attributes:
        folder: of the pack.
        card: of the model.
        classifier: gives the model, or raises ModelError.
    """

    folder: Path
    card: ModelCard
    classifier: Callable[[], Classifier]

    def packed_or_kept(self, order: RunningOrder, progress: Progress) -> Pack:
        """Return the pack, if need be with what is missing left out: a full disk ends no show.

        Raises:
            SpectrogramError: there is none, and none can be made.
        """
        try:
            return self.packed(order, progress)
        except (CrateError, ShowError) as error:
            with suppress(ShowError):
                pack = read_pack(self.folder, order)
                progress(f"The pack stays as it is. {error}", 0.0)
                return pack
            raise

    def packed(self, order: RunningOrder, progress: Progress) -> Pack:
        """Return what is packed of an order; where all of it is, without waking the model.

        Raises:
            SpectrogramError: it cannot be packed.
        """
        alpha = _USUAL_ALPHA
        with suppress(ShowError):
            pack = read_pack(self.folder, order)
            if not pack.faults and pack.index.model == f"{self.card.name} {self.card.version}":
                return pack
            alpha = pack.index.alpha
        try:
            model = self.classifier()
        except ModelError as error:
            # What is packed needs no model; the readiness line says what is wrong with it.
            progress(f"The model cannot be asked. {error}", 0.0)
            return read_pack(self.folder, order)
        return make_pack(order, self.folder, model, alpha, progress)
