"""What is computed once and kept: the model, and what it heard of each track.

Everything is keyed by the SHA-256 of the track, since Streamlit would hash the bytes of large
arguments again on every run, or only a sample of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import streamlit as st

from genre_core.analysis import Hearing, hear
from genre_core.audio import track_id
from genre_core.card import default_model
from genre_core.classifier import Classifier, shared_classifier
from genre_core.desk.figures import DeskFigures, desk_figures
from genre_core.errors import UnreadableAudio
from genre_core.evidence import Evidence, gather_evidence
from genre_core.excerpts import cut_excerpt
from genre_core.picture import Picture, draw_picture
from genre_core.store.engine import Store, utc_now
from pages.parts.serving import serving_name

EXCERPT_RATE = 32_000
"""Hz of an excerpt that is played: what MP3s hold, at half the size of a CD's."""
KEPT = 32
"""Tracks whose results are kept; each takes some megabytes at most."""


@st.cache_data(max_entries=KEPT, show_spinner=False)
def file_id(path: Path, changed: int) -> str:
    """Return the SHA-256 of a file; ``changed`` is its time of change."""
    return track_id(path)


def identify(path: Path) -> str:
    """Return the SHA-256 of a file, read again only after it changed.

    Raises:
        UnreadableAudio: it is gone.
    """
    with _still_there():
        return file_id(path, path.stat().st_mtime_ns)


def serving_classifier() -> Classifier:
    """Return the process's one copy of the model that serves this session.

    Raises:
        ModelError: it is missing or damaged.
    """
    return shared_classifier(serving_name())


def desk_classifier() -> Classifier:
    """Return the process's one copy of the house's own model, which judges for everybody.

    Raises:
        ModelError: it is missing or damaged.
    """
    return shared_classifier(default_model())


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def hearing(sha256: str, model: str, version: str, _path: Path) -> Hearing:
    """Return what a model heard of a track."""
    return hear(_path, shared_classifier(model))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def evidence(sha256: str, model: str, version: str, _path: Path) -> Evidence:
    """Return what a model saw where in a track."""
    return gather_evidence(_path, shared_classifier(model))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def picture(sha256: str, _path: Path) -> Picture:
    """Return the picture of a whole track, 0 to 4 kHz."""
    return draw_picture(_path)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def audio(sha256: str, _path: Path) -> bytes:
    """Return the bytes of a track."""
    with _still_there():
        return _path.read_bytes()


@st.cache_data(show_spinner="Counting ...", max_entries=4, ttl=timedelta(minutes=2))
def desk_counts(_store: Store, url: str, newest: tuple[int, int]) -> DeskFigures:
    """Return the desk's figures, anew after every decision and flag; else their ages stay."""
    with _store.reading() as connection:
        return desk_figures(connection, utc_now())


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)


@st.cache_resource(max_entries=KEPT, show_spinner=False, on_release=_forget)
def excerpt(sha256: str, start: float, seconds: float | None, _path: Path) -> Path:
    """Return a file of its own with a stretch of a recording, s; it goes with the cache.

    Raises:
        AudioError: there is no such stretch, or it does not decode.
    """
    content = cut_excerpt(_path, start, seconds, EXCERPT_RATE)
    with NamedTemporaryFile(prefix="excerpt-", suffix=".wav", delete=False) as file:
        file.write(content)
    return Path(file.name)


@contextmanager
def _still_there() -> Iterator[None]:
    """Say it as a sentence where a track vanished while the page was being made."""
    try:
        yield
    except OSError as error:
        raise UnreadableAudio(
            f"Its file can no longer be read ({error.strerror}). Upload it again, or choose "
            "another track."
        ) from error
