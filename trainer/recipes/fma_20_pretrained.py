"""The same twenty genres by a network that learnt to see on ImageNet: the slides' future work.

Command: ``python -m trainer fma fma_20_pretrained --data FOLDER``. Keras fetches the weights by
name; without a network give their file (``weights="PATH"``).
Time and result: not known, see :mod:`trainer.recipes.fma_20`.
"""

from dataclasses import replace

from trainer.recipes.fma_20 import RECIPE as FMA_20

RECIPE = replace(
    FMA_20,
    name="fma-20-pretrained",
    title="Free Music Archive, twenty genres, from ImageNet",
    description=(
        "An EfficientNetV2-B0 that was trained on photographs, trained further on clips of the "
        "Free Music Archive. It looks at five excerpts of 2 s, 30 Hz to 8 kHz."
    ),
    architecture="efficientnet-v2-b0",
    weights="imagenet",
    frozen_epochs=5,
    epochs=40,
    # What is learnt already is to be bent, not broken.
    learning_rate=5e-4,
)
