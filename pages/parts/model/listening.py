"""A test track: who made it, what the model said of it, and its sound where that is at hand."""

from pathlib import Path

import streamlit as st

from genre_core.errors import AudioError
from genre_core.evaluation.answers import TestedTrack
from genre_core.whereabouts import SETTING, MusicFolder, music_folders, open_folder
from pages.parts import resources
from pages.parts.confusion.listening import Heard, show_listening
from pages.parts.damaged import show_unusable_track
from pages.parts.plain import plain
from pages.parts.shelf import MIME
from pages.parts.viewing import sound_of

_LINKS = ("https://", "http://")


def show_tested_track(track: TestedTrack, begin: bool) -> None:
    """Show the track's credits, its answer, and the player or how to get the sound.

    ``begin`` says that a click of this very run asked to hear it: its sound begins by itself.
    """
    by = f" · {plain(track.artist)}" if track.artist else ""
    st.markdown(f"**{plain(track.title)}**{by}")
    st.markdown(
        f"Called **{plain(track.genre)}**; the model says **{plain(track.called)}** "
        f"({track.p_called:.0%}). Among honest {plain(track.genre)} tracks, "
        f"p = {track.p_value:.3f}."
    )
    credit = [plain(text) for text in (track.licence, track.source) if text]
    st.caption(" · ".join(credit) or "Its licence is not stated.")
    if track.link.startswith(_LINKS):
        st.link_button("Where it comes from", track.link)
    _show_sound(track, begin)


def _show_sound(track: TestedTrack, begin: bool) -> None:
    path = _find(track)
    if path is None:
        st.info(
            "Its sound is not on this machine. Fetch the training music (docs/training.md says "
            f"how) and name its folder in {SETTING}."
        )
        return
    try:
        with st.spinner("Drawing its picture ..."):
            mime = MIME.get(path.suffix.lower(), "audio/mpeg")
            sound = sound_of(resources.identify(path), path, mime)
        heard = Heard(track.id, "", "", sound.track_id)
        show_listening([heard], 0, _stay, "model-player", begin)(sound)
    except AudioError as error:
        show_unusable_track(error)


def _stay(_track_id: str) -> None:
    """Leave the choice as it is: a list of one has no next track."""


def _find(track: TestedTrack) -> Path | None:
    for folder in _folders(tuple(str(path) for path in music_folders())):
        if (path := folder.find(track.id, track.path)) is not None:
            return path
    return None


@st.cache_resource(max_entries=4, show_spinner=False, ttl=60)
def _folders(paths: tuple[str, ...]) -> tuple[MusicFolder, ...]:
    opened = (open_folder(Path(path)) for path in paths)
    return tuple(folder for folder in opened if folder is not None)
