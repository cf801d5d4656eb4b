"""What the page of confusions computes once and keeps."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import streamlit as st

from genre_core.card import CARD, models_folder
from genre_core.evaluation.answers import TestedTrack
from genre_core.evaluation.confusions import Confusions, read_confusions
from genre_core.evaluation.contestant import EVALUATION
from genre_core.evaluation.profile import Skill, printed_skill_of, skill_of
from genre_core.portrait import Portrait, draw_portrait
from genre_core.whereabouts import MusicFolder, music_folders, open_folder

DRAWN = 24
"""Recordings of a genre's portrait."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A model's folder as it was at some time: its path and when its files changed."""

    folder: str
    changed: tuple[int, ...]


def confusions(name: str) -> Confusions:
    """Return what the model of this name confuses, read again only after its files changed.

    Raises:
        ModelError: it is missing or damaged.
    """
    return _confusions(_edition(name))


def skill(name: str, genre: str) -> Skill:
    """Return how well a model tells a genre, with intervals where it has test tracks."""
    return _skill(_edition(name), genre)


def sound_file(track: TestedTrack) -> Path | None:
    """Return the file of a test track's sound, or None where it is not on this machine."""
    for folder in _music(tuple(map(str, music_folders()))):
        if (path := folder.find(track.id, track.path)) is not None:
            return path
    return None


def portrait(name: str, genre: str) -> Portrait | None:
    """Return what a genre's test tracks look like together; None where none is at hand."""
    return _portrait(_edition(name), genre, tuple(map(str, music_folders())))


@st.cache_resource(max_entries=6, show_spinner="Reading what it answered ...")
def _confusions(edition: Edition) -> Confusions:
    return read_confusions(Path(edition.folder))


@st.cache_resource(max_entries=200, show_spinner=False)
def _skill(edition: Edition, genre: str) -> Skill:
    known = _confusions(edition)
    if known.answers is None:
        return printed_skill_of(known.matrix, genre)
    return skill_of(known.answers, genre)


@st.cache_resource(max_entries=4, show_spinner=False, ttl=timedelta(minutes=1))
def _music(folders: tuple[str, ...]) -> tuple[MusicFolder, ...]:
    opened = (open_folder(Path(folder)) for folder in folders)
    return tuple(folder for folder in opened if folder is not None)


@st.cache_resource(max_entries=60, show_spinner=False)
def _portrait(edition: Edition, genre: str, folders: tuple[str, ...]) -> Portrait | None:
    answers = _confusions(edition).answers
    # Without a folder there is no sound, however long one looks for it.
    if answers is None or not _music(folders):
        return None
    rows = np.flatnonzero(answers.labels == answers.genres.index(genre))
    # Any of them, since the likeliest would look more alike than the genre does.
    drawn = np.random.default_rng(440).permutation(rows)
    found = (sound_file(track) for track in answers.tracks(drawn[: 40 * DRAWN]))
    return draw_portrait([path for path in found if path is not None][:DRAWN])


def _edition(name: str) -> Edition:
    folder = models_folder() / name
    files = (folder / CARD, folder / EVALUATION)
    return Edition(
        str(folder), tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    )
