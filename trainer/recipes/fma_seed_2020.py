"""The seed's second network on the contest's own clips and split: what the slides reported on.

Command: ``python -m trainer fma fma_seed_2020 --curation seed-2020 --data FOLDER``; the clips are
out of fma_large, or fma_full where they are not in it.
Time and result: not known, see :mod:`trainer.recipes.fma_20`. The slides say 29.4% on 765 clips,
with artists on both sides. Here the tracks of such artists are left out of training, so that
fewer than 2,867 train and the figure is one for artists never heard. The chain ends before the
export: the app shows its evidence on a class activation map, and this network draws none.
"""

from dataclasses import replace

from genre_core.spectrogram import SEED_PICTURE
from trainer.recipe import Augmentation
from trainer.recipes.fma_20 import RECIPE as FMA_20

RECIPE = replace(
    FMA_20,
    name="fma-seed-2020",
    title="The seed's second network on the contest's clips",
    description="2.2 million parameters on 20 s of 0 to 4 kHz, on the contest's own split.",
    architecture="seed-2m",
    spec=SEED_PICTURE,
    crops=1,
    crop_frames=0,
    official=True,
    set_aside=True,
    epochs=60,
    steps=90,
    batch=32,
    learning_rate=3e-4,
    root_weight=0.0,
    mood_weight=0.0,
    precision="float32",
    augmentation=Augmentation(frequency_width=16, time_width=20),
)
