"""open_music with a second head for the mood, learnt from the listeners of Emotify.

Command: ``python -m trainer evaluate open_music_mood --manifest PATH/manifest.csv`` after the step
``features``.
"""

from dataclasses import replace

from trainer.recipes.open_music import RECIPE as OPEN_MUSIC

RECIPE = replace(
    OPEN_MUSIC,
    name="open-music-mood",
    title="Open music, five genres and the mood",
    mood_weight=1.0,
)
