"""open_music with a second head for the mood, learnt from the listeners of Emotify.

Command: ``python -m trainer evaluate open_music_mood --manifest PATH/manifest.csv`` after the step
``features``.
Time: four to five minutes a fold on two threads of one core.
Result (2026-11-22, 332 tracks with moods, 95% intervals by artist): energy's correlation with the
listeners' .67 [.58, .75], valence's .23 [.09, .36]; genres 61.8% [55.5, 68.8] right (docs/log.md).
"""

from dataclasses import replace

from trainer.recipes.open_music import RECIPE as OPEN_MUSIC

RECIPE = replace(
    OPEN_MUSIC,
    name="open-music-mood",
    title="Open music, five genres and the mood",
    mood_weight=1.0,
)
