"""Twenty genres of the Free Music Archive: a residual CNN on up to 1,000 clips of each.

Command: ``make fma DATA=FOLDER``, or its steps one by one, see docs/fma.md.
Time and result: not known. Nobody has run it yet: the archive's audio was not at hand where it
was written, and what is known of its parts is measured on other music (docs/log.md). The numbers
below are chosen, not tuned: about 1.4 windows of every clip an epoch, and a fit that ends by
itself when the validation loss has not improved for ten epochs.
"""

from genre_core.genres import GENRES
from genre_core.spectrogram import WIDE_MEL
from trainer.recipe import Augmentation, Recipe

RECIPE = Recipe(
    name="fma-20",
    title="Free Music Archive, twenty genres",
    description=(
        "A residual CNN trained from scratch on clips of the Free Music Archive. It looks at five "
        "excerpts of 2 s, 30 Hz to 8 kHz, spread over the track."
    ),
    genres=tuple(genre.name for genre in GENRES),
    architecture="residual-wide",
    spec=WIDE_MEL,
    crops=5,
    crop_frames=62,
    folds=0,
    epochs=80,
    steps=200,
    batch=128,
    # Punk called Rock is a smaller mistake than Punk called Jazz, and their labels are mixed up.
    root_weight=0.3,
    # The archive's tables know valence and energy of 13,129 tracks.
    mood_weight=0.2,
    patience=10,
    # As wide in range as float32, on TPUs and on GPUs since 2020 many times as fast.
    precision="mixed_bfloat16",
    augmentation=Augmentation(pitch_bands=1, slack_frames=8),
    intended_use=(
        "To question a claimed genre of a finished piece of music, so that a person looks at it.",
    ),
    limits=(
        "Its labels are those of the artists who uploaded to the archive, mostly one an album: "
        "alpha is a review budget rather than a proven false-flag rate.",
        "The archive's music is independent and experimental more often than any charts.",
    ),
)
