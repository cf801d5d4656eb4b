"""The call that puts the stage over the page: `show_stage`.

The component's own place on the page stays empty. Its script makes the stage beside the app, on
the browser's top layer, where neither the menu nor a lost connection's dialog can cover it; so page
and style travel inside the script.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from pages.parts.player.assets import player_source, read_all
from pages.parts.stage.front.palette import palettes

_HERE = Path(__file__).parent
_PLAYER_SCRIPTS = ("axes.js", "heatmap.js")
_SCRIPTS = (
    "make.js",
    "steps.js",
    "ballots.js",
    "ear.js",
    "moves.js",
    "pulse.js",
    "neighbour.js",
    "conductor.js",
    "media.js",
    "silent_clock.js",
    "speaker.js",
    "frames.js",
    "belief.js",
    "race.js",
    "lines.js",
    "hero.js",
    "code.js",
    "vote_panel.js",
    "room_panel.js",
    "model_panel.js",
    "truth_panel.js",
    "because_panel.js",
    "round_scene.js",
    "cards.js",
    "figures.js",
    "comparisons.js",
    "recorder.js",
    "controls.js",
    "microphone.js",
    "microphone_scene.js",
    "screen.js",
    "look.js",
    "keys.js",
    "curtain.js",
    "projector.js",
    "timer.js",
    "editor.js",
    "notes.js",
    "mount.js",
)  # parts of one module, each using those before it
_STYLES = (
    "base.css",
    "cards.css",
    "round.css",
    "panels.css",
    "figures.css",
    "microphone.css",
    "notes.css",
)
_TEXTS = {
    "STAGE_STYLE": _STYLES,
    "STAGE_PAGE": ("stage.html",),
    "NOTES_PAGE": ("notes.html",),
}
"""Constants of the script, and the files that they hold."""


def stage_script() -> str:
    """Return the component's whole script, a module whose default export puts the stage up."""
    texts = [
        f"const {name} = {json.dumps(read_all(_HERE, *files))};" for name, files in _TEXTS.items()
    ]
    return "\n".join([*texts, player_source(*_PLAYER_SCRIPTS), read_all(_HERE, *_SCRIPTS)])


def stage_data(notes: bool) -> dict[str, object]:
    """Return what the script is given: which of its two views, and the colours of both modes."""
    return {"notes": notes, "palettes": palettes()}


_STAGE = st.components.v2.component("spectrogram_stage", js=stage_script())


def show_stage(notes: bool) -> None:
    """Show the stage, or the presenter's notes, over the whole page."""
    _STAGE(key="stage", data=stage_data(notes))
