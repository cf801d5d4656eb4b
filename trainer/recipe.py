"""What a training run is made of: a small frozen value, kept in a Python file under recipes/."""

from dataclasses import dataclass, replace

from genre_core.spectrogram import SpectrogramSpec
from trainer.errors import TrainingError
from trainer.parts import Shares

PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How a crop is disturbed before the CNN sees it.

    Attributes:
        gain_db: level shifted by up to this many dB, up or down.
        equaliser_db: a smooth curve over frequency, up to this many dB up or down.
        frequency_masks, time_masks: how many bars of bands or frames are blanked
            (D. S. Park et al., "SpecAugment", Interspeech 2019).
        frequency_width, time_width: widest bar, in bands and in frames.
        mixup: parameter of the Beta distribution from which two crops' shares are drawn
            (H. Zhang et al., "mixup", ICLR 2018); 0 mixes nothing.
        pitch_bands: the picture moved by up to this many bands, up or down: on a mel scale a
            small change of pitch.
        slack_frames: frames that are sent along with each crop; the accelerator cuts the crop
            out of the longer window at a random frame.
    """

    gain_db: float = 8.0
    equaliser_db: float = 4.0
    frequency_masks: int = 2
    frequency_width: int = 12
    time_masks: int = 2
    time_width: int = 24
    mixup: float = 0.3
    pitch_bands: int = 0
    slack_frames: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run.

    Attributes:
        name: the model's folder under models/.
        title, description: for the card.
        genres: what the CNN tells apart, in the order of its outputs.
        architecture: a name of :mod:`trainer.architectures`.
        spec: the picture it is trained on.
        crops: crops a track at test time, spread over it; their logits are averaged.
        crop_frames: columns of a crop at test time; 0 for as many as in training. A network
            whose number of frames is free may listen to more places for less time each.
        folds: parts of the artist-disjoint cross-validation; 0 for one split by hash into
            train, validation, calibration and test, which needs more tracks and one fit only.
        shares: of the artists in each part of that one split.
        official: keep the manifest's own train, validation and test; with ``folds=0``.
        set_aside: where that split has an artist on two sides, leave out those of the tracks
            that would leak, instead of refusing.
        epochs, steps, batch: length of one fit.
        learning_rate, weight_decay: of AdamW, after warm-up.
        clip: largest norm of all gradients together.
        label_smoothing: share of the label spread over all genres.
        root_weight: weight of the cross-entropy on the root genres, beside 1 for the leaves.
        mood_weight: weight of the squared error of valence and energy; 0 builds no such head.
        balance: exponent of class balance: 0 draws every track alike, 1 every genre alike.
        averaging: momentum of the moving average of the weights; 0 averages nothing.
        dropout: share of channels dropped before the answer; None for the architecture's own.
        patience: epochs without a better validation loss after which the fit ends; 0 for never.
        precision: Keras's dtype policy: float32, mixed_bfloat16 or mixed_float16.
        weights: of a network that was trained before: a name that keras.applications knows
            ("imagenet"), a local file, or empty for none.
        frozen_epochs: epochs in which only what is new is trained; then everything is.
        augmentation: see :class:`Augmentation`.
        seed: of everything random; a fold adds its number.
        intended_use, limits: sentences for the card.

    Raises:
        TrainingError: these numbers make no training run.
    """

    name: str
    title: str
    description: str
    genres: tuple[str, ...]
    architecture: str
    spec: SpectrogramSpec
    crops: int = 4
    crop_frames: int = 0
    folds: int = 5
    shares: Shares = Shares()
    official: bool = False
    set_aside: bool = False
    epochs: int = 40
    steps: int = 30
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    clip: float = 5.0
    label_smoothing: float = 0.1
    root_weight: float = 0.0
    mood_weight: float = 0.0
    balance: float = 0.7
    averaging: float = 0.99
    dropout: float | None = None
    patience: int = 0
    precision: str = "float32"
    weights: str = ""
    frozen_epochs: int = 0
    augmentation: Augmentation = Augmentation()
    seed: int = 440
    intended_use: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def test_spec(self) -> SpectrogramSpec:
        """The picture that the trained CNN is asked about, in evaluation and in serving."""
        return replace(self.spec, frames=self.crop_frames or self.spec.frames)

    def __post_init__(self) -> None:
        """Check the numbers that a run would only stumble over after hours."""
        if len(self.genres) < 2 or len(set(self.genres)) < len(self.genres):
            raise TrainingError(
                f"The recipe {self.name} has the genres {self.genres}; it needs two or more, none "
                "twice."
            )
        if self.folds < 0 or self.folds == 1 or (self.official and self.folds):
            raise TrainingError(
                f"The recipe {self.name} has {self.folds} folds, official={self.official}. Give "
                "two folds or more, or 0 for one split, which alone can be the official one."
            )
        if not 0 <= self.crop_frames <= self.spec.frames:
            raise TrainingError(
                f"The recipe {self.name} tests on crops of {self.crop_frames} frames; tracks are "
                f"kept from {self.spec.frames} frames on. Give 1 to {self.spec.frames}, or 0."
            )
        self._check_rates()
        if min(self.crops, self.epochs, self.steps, self.batch) < 1:
            raise TrainingError(
                f"The recipe {self.name} has {self.crops} crops, {self.epochs} epochs, "
                f"{self.steps} steps and a batch of {self.batch}. Give 1 or more of each."
            )

    def _check_rates(self) -> None:
        shares = {
            "averaging": self.averaging,
            "label_smoothing": self.label_smoothing,
            "dropout": self.dropout or 0.0,
        }
        wrong = [f"{name}={share}" for name, share in shares.items() if not 0 <= share < 1]
        above = {"learning_rate": self.learning_rate, "clip": self.clip}
        wrong += [f"{name}={number}" for name, number in above.items() if not number > 0]
        least = {
            "root_weight": self.root_weight,
            "mood_weight": self.mood_weight,
            "weight_decay": self.weight_decay,
            "patience": self.patience,
            "frozen_epochs": self.frozen_epochs,
        }
        wrong += [f"{name}={number}" for name, number in least.items() if not number >= 0]
        if self.precision not in PRECISIONS:
            wrong.append(f"precision={self.precision!r}")
        if wrong:
            raise TrainingError(
                f"The recipe {self.name} has {', '.join(wrong)}. Shares are 0 or more and below 1, "
                "learning rate and clip above 0, weights and numbers of epochs 0 or more, and the "
                f"precision one of {', '.join(PRECISIONS)}."
            )
