"""The moderator's desk: one flagged track on the screen, and every decision one key.

Read `case` for what is shown of a track, `view` for the desk around it, `outbox` for what comes
back, `wire` for the JSON, `desk` for the two calls. The browser's side lies beside them, one idea a
file: `turns.js` decides which track is on the screen and when it may be decided, `outbox.js` keeps
decisions until they are stored.
"""

from pages.parts.desk.case import (
    Case,
    Chance,
    Contrast,
    Judgement,
    Opinion,
    Others,
    Overlay,
    Remark,
)
from pages.parts.desk.desk import outbox_of, show_desk
from pages.parts.desk.outbox import Kind, OutboxItem
from pages.parts.desk.view import (
    DeskView,
    Empty,
    GenreChoice,
    Progress,
    Refusal,
    Reveal,
    Undoable,
)

__all__ = [
    "Case",
    "Chance",
    "Contrast",
    "DeskView",
    "Empty",
    "GenreChoice",
    "Judgement",
    "Kind",
    "Opinion",
    "Others",
    "OutboxItem",
    "Overlay",
    "Progress",
    "Refusal",
    "Remark",
    "Reveal",
    "Undoable",
    "outbox_of",
    "show_desk",
]
