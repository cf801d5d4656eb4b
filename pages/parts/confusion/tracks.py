"""A table of test tracks; the chosen one is heard, seen and told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from genre_core.errors import AudioError
from genre_core.evaluation.answers import Answers, TestedTrack
from genre_core.whereabouts import SETTING
from pages.parts import resources
from pages.parts.confusion import kept
from pages.parts.confusion.listening import Heard, show_listening
from pages.parts.confusion.palette import present_palette
from pages.parts.confusion_charts import chances_chart
from pages.parts.plain import plain
from pages.parts.player import Sound
from pages.parts.shelf import MIME
from pages.parts.viewing import sound_of

MOST = 1000
"""Rows of a table; nobody looks through more."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A track of a table; ``why`` says why it is there, where that differs from row to row."""

    track: TestedTrack
    why: str = ""


def show_tracks(answers: Answers, listed: Sequence[Listed], key: str) -> None:
    """Show tracks as a table, and below it the one that the address names, or the first.

    Args:
        answers: of which the tracks are.
        listed: one or more, in the order in which they are heard.
        key: of the table; another for another list.
    """
    tracks = [each.track for each in listed]
    chosen = _chosen(tracks)
    files = {track.id: kept.sound_file(track) for track in tracks}
    there = [track for track in tracks if files[track.id] is not None]
    _show_table(listed, {track.id for track in there}, chosen, key)
    if not there:
        _tell_how_to_get(chosen)
    bars, player = st.columns([1, 2], gap="large")
    with player:
        if chosen in there:
            _show_sound(there, chosen, key)
        else:
            st.markdown(f"**{plain(chosen.title)}** · {plain(chosen.artist)}")
            if there:
                _tell_how_to_get(chosen)
                first = there[0]
                st.button(
                    f"Play the {len(there)} at hand",
                    on_click=lambda: _open(first.id),
                    key=f"{key}-play",
                )
        _show_credit(chosen)
    with bars:
        st.altair_chart(chances_chart(answers, chosen, present_palette()))
        st.caption(_p_words(chosen))


def _chosen(tracks: Sequence[TestedTrack]) -> TestedTrack:
    wanted = st.query_params.get("track", "")
    return next((track for track in tracks if track.id == wanted), tracks[0])


def _show_table(listed: Sequence[Listed], there: set[str], chosen: TestedTrack, key: str) -> None:
    tracks = [each.track for each in listed]
    true, called = _heading(tracks, "genre", "true"), _heading(tracks, "called", "called")
    columns: dict[str, list[object]] = {
        "Why": [each.why for each in listed],
        "Title": [track.title for track in tracks],
        "Artist": [track.artist for track in tracks],
        "Genre": [track.genre for track in tracks],
        "Called": [track.called for track in tracks],
        true: [track.p_genre for track in tracks],
        called: [track.p_called for track in tracks],
        "p-value": [track.p_value for track in tracks],
        "Sound": [track.id in there for track in tracks],
        "Licence": [track.licence for track in tracks],
        "Source": [track.source for track in tracks],
        "Link": [web_link(track.link) for track in tracks],
    }
    table = pd.DataFrame(columns)
    empty = [name for name in ("Why", "Licence", "Source", "Link") if not table[name].any()]
    # What is the same for all stands in the heading of the column of its probability.
    empty += [name for name in ("Genre", "Called") if table[name].nunique() == 1]
    share = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    at = next(row for row, track in enumerate(tracks) if track.id == chosen.id)

    def take() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(tracks):
            _open(tracks[rows[0]].id)

    st.dataframe(
        table.drop(columns=empty),
        hide_index=True,
        height=min(390, 38 + 35 * len(tracks)),
        on_select=take,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [at]}},
        key=key,
        column_config={
            "Title": st.column_config.TextColumn(width="medium"),
            true: share,
            called: share,
            "p-value": st.column_config.NumberColumn(
                format="%.3f",
                help="How strange the track looks among honest tracks of its own genre: a verdict "
                "on it would rest on this number.",
            ),
            "Sound": st.column_config.CheckboxColumn(help="Whether it can be heard here."),
            "Link": st.column_config.LinkColumn(display_text="Open"),
        },
    )


def _heading(tracks: Sequence[TestedTrack], which: str, otherwise: str) -> str:
    """Name a column of probabilities: by the genre, where it is one."""
    genres = {str(getattr(track, which)) for track in tracks}
    return f"P({genres.pop() if len(genres) == 1 else otherwise})"


def _show_sound(there: Sequence[TestedTrack], chosen: TestedTrack, key: str) -> None:
    """Show the player at the chosen track, and send its sound and the next one."""
    at = next(place for place, track in enumerate(there) if track.id == chosen.id)
    listed = [Heard(track.id, _who(track), _words(track)) for track in there]
    sounds: list[Sound] = []
    for place in range(at, min(at + 2, len(there))):
        try:
            sounds.append(_sound(there[place]))
            listed[place] = replace(listed[place], sound=sounds[-1].track_id)
        except AudioError as error:
            listed[place] = replace(listed[place], fault=str(error))
    send = show_listening(listed, at, _open, f"{key}-listening")
    for sound in {each.track_id: each for each in sounds}.values():
        send(sound)


def _sound(track: TestedTrack) -> Sound:
    path = kept.sound_file(track)
    if path is None:  # it went between two looks
        raise AudioError("Its sound is no longer on this machine.")
    mime = MIME.get(path.suffix.lower(), "audio/mpeg")
    return sound_of(resources.identify(path), path, mime)


def _open(track_id: str) -> None:
    st.query_params["track"] = track_id


def _tell_how_to_get(track: TestedTrack) -> None:
    link = web_link(track.link)
    where = (
        f"It is to be heard at {link}" if link else f"It comes from {track.source or 'elsewhere'}"
    )
    st.info(
        f"Its sound is not on this machine. {plain(where)}. To hear and see test tracks here, name "
        f"the folder of their files in {plain(SETTING)} and start the app again."
    )


def _show_credit(track: TestedTrack) -> None:
    parts = [plain(part) for part in (track.licence, track.source) if part]
    if link := web_link(track.link):
        parts.append(f"<{link}>")
    if parts:
        st.caption(" · ".join(parts))


def web_link(link: str) -> str:
    """Return a link that a browser may follow to the web; "" for anything else."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    safe = parts.scheme in {"http", "https"} and parts.netloc and not set(link) & set("<> \n\t")
    return link if safe else ""


def _who(track: TestedTrack) -> str:
    return f"{track.title} · {track.artist}" if track.artist else track.title


def _words(track: TestedTrack) -> str:
    if track.genre == track.called:
        return f"{track.genre}, and called so ({track.p_called:.0%})"
    return f"{track.genre} ({track.p_genre:.0%}), called {track.called} ({track.p_called:.0%})"


def _p_words(track: TestedTrack) -> str:
    return (
        f"p = {track.p_value:.3f}: of 100 honest {plain(track.genre)} tracks, about "
        f"{track.p_value * 100:.0f} look at least as strange."
    )
