"""The player: one recording to hear, to see, and to see judged.

Read `recording` for the sound and its picture, `evidence` for what can be laid over them, `wire`
for how both travel, `player` for the one call that shows them. The browser's side lies beside
them, one idea a file: `player.html`, `player.css`, and the scripts; those from axes to mount make
one module, evidence another. The moderator's desk builds the same player into itself.
"""

from pages.parts.player.evidence import Heatmap, Stretch, Support, merged
from pages.parts.player.player import show_player
from pages.parts.player.recording import Sound

__all__ = ["Heatmap", "Sound", "Stretch", "Support", "merged", "show_player"]
