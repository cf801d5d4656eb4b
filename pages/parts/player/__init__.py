"""The player: one recording to hear, to see, and to see judged.

Read `evidence` for what can be laid over the picture, `player` for the recording and the one
call that shows it. The browser's side lies beside them, one idea a file: `player.html`,
`player.css`, and the scripts; axes, heatmap, support, drawing, sound, hands and player make one
module, evidence another.
"""

from pages.parts.player.evidence import Heatmap, Stretch, Support, merged
from pages.parts.player.player import Sound, show_player

__all__ = ["Heatmap", "Sound", "Stretch", "Support", "merged", "show_player"]
