"""The track in front of the visitor: its picture, its sound, and where its claim finds support."""

from pathlib import Path

import numpy as np
import streamlit as st

from genre_core.classifier import Classifier
from genre_core.evidence import Evidence
from genre_core.verdict import Scope, Verdict
from pages.parts import resources
from pages.parts.desk import Overlay
from pages.parts.plain import plain
from pages.parts.player import Heatmap, Sound, Stretch, Support, show_player
from pages.parts.shelf import ShelfTrack

HEATMAP_ROWS = 32
"""Rows of a heatmap over the picture; the network's own map has fewer."""


def show_track(track: ShelfTrack, model: Classifier, verdict: Verdict) -> None:
    """Show the player with everything that is known of the track."""
    sha256 = resources.identify(track.path)
    with st.spinner("Drawing its picture ..."):
        sound = sound_of(sha256, track.path, track.mime)
        over = overlay_of(sha256, track.path, verdict, model)
    show_player(sound, over.heatmaps, over.support, over.heard, key="player")
    st.caption(f"**{plain(track.label)}.** {plain(track.note)}")


def overlay_of(sha256: str, path: Path, verdict: Verdict, model: Classifier) -> Overlay:
    """Return what is laid over the picture of a track whose claim was judged.

    Raises:
        AudioError: the track as a whole does not decode.
    """
    card = model.card
    picture = resources.picture(sha256, path)
    seen = resources.evidence(sha256, card.name, card.version, path)
    heard = resources.hearing(sha256, card.name, card.version, path).heard
    return Overlay(
        tuple(_heatmaps(seen, verdict, picture.max_hz)),
        _support(seen, verdict, model),
        tuple(
            Stretch(span.start, min(span.start + span.seconds, picture.seconds))
            for span in heard
            # A fault in the file may end the picture before a later excerpt that does decode.
            if span.start < picture.seconds
        ),
    )


def sound_of(sha256: str, path: Path, mime: str) -> Sound:
    """Return a recording with its picture, as the browser gets it.

    Raises:
        AudioError: it does not decode, or is gone.
    """
    picture = resources.picture(sha256, path)
    return Sound(
        track_id=sha256,
        audio=resources.audio(sha256, path),
        mime=mime,
        picture=picture.png,
        seconds=picture.seconds,
        max_hz=picture.max_hz,
    )


def _tested_genres(verdict: Verdict, model: Classifier) -> tuple[str, ...]:
    """Return the genres whose probability speaks for the claim: its own, or its family's."""
    genre = verdict.claim.genre
    if genre is None:
        return ()
    if verdict.scope is Scope.FAMILY or genre.name not in verdict.genres:
        return model.calibration.members(genre.root)
    return (genre.name,)


def _heatmaps(seen: Evidence, verdict: Verdict, max_hz: float) -> list[Heatmap]:
    genre = verdict.claim.genre
    maps = []
    if genre is not None and genre.name in seen.genres:
        values = seen.heatmap(genre.name, HEATMAP_ROWS, max_hz)
        maps.append(Heatmap(f"Claimed: {genre.name}", values))
    if genre is None or verdict.predicted != genre.name:
        values = seen.heatmap(verdict.predicted, HEATMAP_ROWS, max_hz)
        maps.append(Heatmap(f"Top guess: {verdict.predicted}", values))
    return maps


def _support(seen: Evidence, verdict: Verdict, model: Classifier) -> Support | None:
    tested = _tested_genres(verdict, model)
    genre = verdict.claim.genre
    if not tested or genre is None:
        return None
    return Support(
        genre=genre.name if genre.name in tested else f"{genre.root} (its family)",
        times=seen.times,
        probabilities=np.clip(seen.support_of(tested), 0.0, 1.0),
        window=seen.window,
        chance=len(tested) / len(seen.genres),
    )
