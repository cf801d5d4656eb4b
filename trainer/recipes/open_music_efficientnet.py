"""An EfficientNetV2-B0 from scratch on the same music and folds as open_music, for comparison.

Command: ``python -m trainer evaluate open_music_efficientnet --manifest PATH/manifest.csv`` after
the step ``features``.
Time: 12 to 37 minutes a fold on two threads of one core that others used, too.
Result (2026-11-23, 487 tracks, 95% intervals by artist): 54.2% [48.2, 60.6] right, the most
frequent genre 23.8%; log-loss 1.028 [.924, 1.131]: worse than open_music, same folds (docs/log.md).
"""

from dataclasses import replace

from trainer.recipes.open_music import RECIPE as OPEN_MUSIC

RECIPE = replace(
    OPEN_MUSIC,
    name="open-music-efficientnet",
    title="EfficientNetV2-B0 from scratch on open music",
    description="5.9 million parameters on 5 s of 80 mel bands, trained as open-music is.",
    architecture="efficientnet-v2-b0",
)
