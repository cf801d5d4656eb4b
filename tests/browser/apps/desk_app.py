"""A page with nothing but the moderator's desk, for the browser tests.

The tracks are made from formulas, and so is the server: it keeps what it stored in a file named
by SPECTROGRAM_DESK_LOG (or in this process), so that a test can kill it and read what is left.
The link's parameters make it slow (`delay`, seconds a run), unwilling (`refuse=1` refuses the first
decision it sees, `deaf=1` answers nothing), blind (`blind=1`), short (`cases=3`), slow to fetch
(`prefetch=0`) or without pictures (`fault=1`).
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import streamlit as st

from genre_core.genres import GENRES
from pages.parts.desk import (
    Case,
    Chance,
    Contrast,
    DeskView,
    Empty,
    GenreChoice,
    Judgement,
    Kind,
    Opinion,
    Others,
    OutboxItem,
    Overlay,
    Progress,
    Refusal,
    Remark,
    Reveal,
    Undoable,
    outbox_of,
    show_desk,
)
from pages.parts.player import Heatmap, Sound, Stretch, Support
from tests.browser.apps.synthesis import SECONDS, hills, picture, sweep, wandering, wav

KEY = "desk"
TITLES = ("Night Bus", "Kettle Song", "Ninety-Six Stairs", "Salt and Wire", "Harbour Lights")
ARTISTS = ("The Long Cables", "Mara Lind", "Foxglove", "Orchard Street Trio", "Wet Paint")
CLAIMS = ("Rock", "Folk", "Hip-Hop", "Jazz", "Electronic")
TOP = ("Punk", "Rock", "Folk", "Electronic", "Hip-Hop", "Jazz", "Metal", "Blues", "Ambient")


@st.cache_data
def recording(number: int) -> Sound:
    """Return the sound of the track with this number."""
    samples = sweep(70.0 + 23 * (number % 11))
    return Sound(f"sound-{number}", wav(samples), "audio/wav", picture(samples), SECONDS, 4000.0)


def chances(claim: str, number: int) -> tuple[Chance, ...]:
    """Return twenty probabilities that sum to one, the claim's a small one."""
    weights = np.random.default_rng(number).dirichlet(np.full(len(GENRES), 0.35))
    order = np.sort(weights)[::-1]
    names = [*[name for name in TOP if name != claim], claim]
    names += [genre.name for genre in GENRES if genre.name not in names]
    return tuple(
        Chance(name, float(p), claimed=name == claim, predicted=index == 0)
        for index, (name, p) in enumerate(zip(names, order, strict=False))
    )


def case(number: int) -> Case:
    """Return the case with this number, from 0."""
    claim, artist = CLAIMS[number % 5], ARTISTS[number % 5]
    shares = chances(claim, number)
    predicted = shares[0].genre
    made = Case(
        token=f"token-{number}",
        track_key=f"track-{number}",
        title=f"{TITLES[number % 5]} {number}",
        artist=artist,
        track=f"sound-{number}",
        album_title="Rooms with Rain",
        link="https://freemusicarchive.org/",
        claimed=f"{claim}, sort of",
        claimed_genre=claim,
        queue_reason=f"Flagged: sounds like {predicted}, another family than {claim}.",
        tags=(("Genre", claim), ("Year", "2014"), ("Encoder", "LAME 3.99r"), ("Length", "0:24")),
        history=("14 tracks uploaded, 3 flagged.", "2 claims overturned, 1 upheld."),
        verdict=Judgement(
            "mismatch",
            f"No: this does not look like {claim}.",
            f"Fewer than 1 in 200 honest {claim} tracks look this little like it.",
            0.0048,
            "open-music 1.2.0",
        ),
        chances=shares,
        overlay=Overlay(
            (
                Heatmap(f"Claimed: {claim}", hills(number)),
                Heatmap(f"Top guess: {predicted}", hills(number + 50)),
            ),
            Support(claim, *wandering(number), 3.0, 0.05),
            (Stretch(1.0, 7.0), Stretch(9.0, 20.0)),
        ),
        top=tuple(share.genre for share in shares[:9]),
        album=Others(9, "Rooms with Rain"),
        by_artist=Others(13, artist),
        contrast_claimed=Contrast("sound-101", "Gravel Road", "Two Left Hands", claim),
        contrast_predicted=Contrast("sound-102", "Off the Grid", "Null Pointer", predicted),
        comments=(Remark("ada", "2 days ago", "The chorus is live, the rest is not."),),
        opinions=(Opinion("ben", "Punk", "fast, but is it?", "yesterday"),) * (number % 2),
    )
    return hushed(made) if "blind" in st.query_params else made


def hushed(made: Case) -> Case:
    """Return the case as a blind one: nothing of what uploader, model or others think."""
    return replace(
        made,
        blind=True,
        claimed="",
        claimed_genre="",
        queue_reason="Drawn at random from the tracks that were not flagged.",
        tags=made.tags[1:],
        verdict=None,
        chances=(),
        overlay=None,
        contrast_claimed=None,
        contrast_predicted=None,
        comments=(),
        opinions=(),
    )


class Log:
    """The made-up store: items by key, in the order of their coming."""

    def __init__(self) -> None:
        name = os.environ.get("SPECTROGRAM_DESK_LOG", "")
        self._path = Path(name) if name else None
        self.items: list[dict[str, object]] = st.session_state.setdefault("log", [])
        if self._path and self._path.exists():
            lines = self._path.read_text("utf-8").splitlines()
            self.items = [json.loads(line) for line in lines]

    def keep(self, item: OutboxItem) -> None:
        """Store the item, once."""
        if any(kept["key"] == item.key for kept in self.items):
            return
        self.items.append(asdict(item))
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(item)) + "\n")

    def keys(self) -> list[str]:
        """Return the keys of everything that is stored."""
        return [str(item["key"]) for item in self.items]

    def standing(self) -> list[dict[str, object]]:
        """Return the decisions that were not taken back."""
        undone = {item["supersedes"] for item in self.items if item["kind"] == "undo"}
        return [
            item for item in self.items if item["kind"] == "decide" and item["key"] not in undone
        ]


def asked(name: str, usual: str) -> str:
    """Return a parameter of the link."""
    return str(st.query_params.get(name, usual))


def stored(log: Log, items: tuple[OutboxItem, ...]) -> tuple[Refusal, ...]:
    """Store what may be stored; return what is refused."""
    refused: list[Refusal] = []
    unwilling = st.session_state.setdefault("unwilling", "refuse" in st.query_params)
    for item in items:
        if unwilling and item.kind is Kind.DECIDE:
            st.session_state.setdefault("refused", item.key)
        if item.key == st.session_state.get("refused"):
            refused.append(Refusal(item.key, "This track was withdrawn by its uploader."))
        elif "deaf" not in st.query_params:
            log.keep(item)
    return tuple(refused)


def view(log: Log, refused: tuple[Refusal, ...]) -> DeskView:
    """Return the desk as the log has it."""
    standing = log.standing()
    decided = {item["track_key"] for item in standing}
    numbers = [n for n in range(int(asked("cases", "200"))) if f"track-{n}" not in decided]
    open_cases = [case(number) for number in numbers[:2]]
    if "fault" in st.query_params:
        open_cases = [
            replace(
                one,
                track="",
                overlay=None,
                fault="The file ends after 0.3 s; nothing can be heard.",
            )
            for one in open_cases
        ]
    current = open_cases[0] if open_cases else None
    upcoming = open_cases[1] if len(open_cases) > 1 and asked("prefetch", "1") == "1" else None
    last = standing[-1] if standing else None
    genres = last["genres"] if last else None
    said = (
        " + ".join(genres)
        if isinstance(genres, list | tuple) and genres
        else str(last and last["answer"])
    )
    track = str(last["track_key"]) if last else ""
    bindings = [item for item in log.items if item["kind"] == "bindings"]
    return DeskView(
        moderator=asked("moderator", "ada"),
        queue_title="Random audit" if "blind" in st.query_params else "Flagged tracks",
        current=current,
        upcoming=upcoming,
        progress=Progress(len(standing), len(numbers), len(open_cases)),
        genres=tuple(GenreChoice(genre.name, genre.root) for genre in GENRES),
        acked=tuple(log.keys()),
        refused=refused,
        undo=Undoable(str(last["key"]), track, track, said) if last else None,
        reveal=Reveal(
            track,
            track,
            said,
            "Rock",
            Judgement("mismatch", "No: this does not look like Rock."),
            chances("Rock", 1),
        )
        if last and "blind" in st.query_params
        else None,
        bindings=json.loads(str(bindings[-1]["text"])) if bindings else {},
        reasons=("Between two genres", "The file is cut", "Several styles in one track"),
        empty=Empty(
            "Nothing is waiting here",
            "Every flagged track has been decided. The audit queue has 12 more.",
        ),
        offline="offline" in st.query_params,
    )


st.set_page_config(page_title="Desk", layout="wide", initial_sidebar_state="collapsed")
# A store as slow as the test asks for in the address.
time.sleep(float(asked("delay", "0")))
log = Log()
shown = view(log, stored(log, outbox_of(KEY)))
wanted = [one for one in (shown.current, shown.upcoming) if one]
names = {
    name
    for one in wanted
    for name in (one.track, *(c.track for c in (one.contrast_claimed, one.contrast_predicted) if c))
    if name
}
show_desk(shown, [recording(int(name.removeprefix("sound-"))) for name in sorted(names)], KEY)
if "field" in st.query_params:
    st.text_input("Elsewhere on the page")
