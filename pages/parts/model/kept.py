"""What the page about a model computes once and keeps, anew when a file of the model changed."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from genre_core.card import ModelCard, list_models, models_folder, read_card
from genre_core.card_files import CardFile, card_files
from genre_core.errors import ModelError
from genre_core.evaluation.answers import Answers, read_answers
from genre_core.evaluation.comparison import Comparison, Incomparable, compare
from genre_core.evaluation.contestant import EVALUATION, Contestant, majority, read_contestant
from genre_core.evaluation.dealt import Deal, deal, read_folds
from genre_core.evaluation.duel import Changes, changed_verdicts
from genre_core.evaluation.ladder import Climber, Rung, ladder
from genre_core.evaluation.own_outcomes import FlagRate, flag_rates, own_findings
from genre_core.evaluation.reliability import Reliability, reliability, untempered
from genre_core.music_map import MusicMap, map_answers, read_map
from genre_core.networks import Network, networks

MAJORITY = "majority"
"""The name of who always guesses the commonest genre, among rivals."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A model's folder as it was at some time: its path, and when its files changed."""

    folder: str
    changed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far probabilities can be taken at their word, before and after the temperature."""

    before: Reliability
    after: Reliability
    temperature: float
    tracks: int
    artists: int


def edition(name: str) -> Edition:
    """Return the present edition of a model."""
    folder = models_folder() / name
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return Edition(str(folder), tuple((file.name, file.stat().st_mtime_ns) for file in files))


def answered(name: str) -> bool:
    """Whether a model came with its answers to single tracks."""
    card = _card(edition(name))
    return card is not None and EVALUATION in card.files


def titles() -> dict[str, str]:
    """Return the models' titles by name; a damaged card's, or a title twice, says the name."""
    found = {}
    for name in list_models():
        try:
            found[name] = read_card(models_folder() / name).title
        except ModelError:
            found[name] = f"{name} (damaged)"
    shared = Counter(found.values())
    return {
        name: f"{title} ({name})" if shared[title] > 1 else title for name, title in found.items()
    }


@st.cache_resource(max_entries=8, show_spinner="Reading what it answered ...")
def contestant(at: Edition) -> Contestant:
    """Return a model's answers to its test tracks.

    Raises:
        ModelError: they are missing, damaged or changed, each in a sentence of its own.
    """
    folder = Path(at.folder)
    card = read_card(folder)
    if EVALUATION not in card.files:
        raise ModelError(
            f"{card.title} came without its answers to single tracks ({EVALUATION}), so this "
            "cannot be worked out; only what its card states is known. A model of ours gets them "
            "from the trainer's steps `evaluate` and `export`."
        )
    return read_contestant(folder)


@st.cache_resource(max_entries=8, show_spinner=False)
def answers(at: Edition) -> Answers:
    """Return the same with the tracks' credits; raise ModelError as :func:`contestant`."""
    contestant(at)
    return read_answers(Path(at.folder))


@st.cache_resource(max_entries=8, show_spinner=False)
def dealt(at: Edition) -> Deal:
    """Return how a model's tracks were dealt; raise ModelError as :func:`contestant`."""
    return deal(contestant(at), read_folds(Path(at.folder)))


@st.cache_resource(max_entries=8, show_spinner="Drawing intervals ...")
def trust(at: Edition) -> Trust:
    """Return a model's reliability; raise ModelError as :func:`contestant`."""
    model = contestant(at)
    labels, chances = model.labels(model.genres), model.chances(model.genres)
    artists = [str(artist) for artist in model.rows["artist"]]
    temperature = model.calibration.temperature
    return Trust(
        reliability(artists, labels, untempered(chances, temperature)),
        reliability(artists, labels, chances),
        temperature,
        len(labels),
        len(set(artists)),
    )


@st.cache_resource(max_entries=8, show_spinner="Judging every honest claim ...")
def rates(at: Edition, alphas: tuple[float, ...]) -> tuple[FlagRate, ...]:
    """Return realised rates of false flags; raise ModelError as :func:`contestant`."""
    model = contestant(at)
    found = own_findings(model, by_artist=True)
    return flag_rates(found, [str(artist) for artist in model.rows["artist"]], alphas)


@st.cache_resource(max_entries=8, show_spinner="Drawing the map ...")
def music_map(at: Edition) -> MusicMap:
    """Return the map of a model's test tracks.

    Raises:
        ModelError: as :func:`contestant`, or the map is damaged.
    """
    model, folder = contestant(at), Path(at.folder)
    made = read_map(read_card(folder), folder)
    if made is not None:
        return made
    return map_answers([str(name) for name in model.rows.index], model.chances(model.genres))


@st.cache_resource(max_entries=8, show_spinner=False)
def rungs(at: Edition, others: tuple[Edition, ...]) -> tuple[Rung, ...]:
    """Return a model's accuracy beside that of others; damaged ones are left out."""
    beside = [found for found in map(_climber, others) if found is not None]
    shown = _climber(at)
    return ladder(shown, beside) if shown is not None else ()


@st.cache_resource(max_entries=8, show_spinner=False)
def grown(editions: tuple[Edition, ...]) -> tuple[Network, ...]:
    """Return the networks of several models, the oldest model first; damaged ones left out."""
    known = sorted(
        ((card, Path(at.folder)) for at in editions if (card := _card(at)) is not None),
        key=lambda pair: (pair[0].created, pair[0].name),
    )
    return tuple(network for pair in known for network in _networks(*pair))


@st.cache_resource(max_entries=8, show_spinner="Comparing hashes ...")
def files(at: Edition) -> tuple[CardFile, ...]:
    """Return a model's files, each held against its hash; raise ModelError for a bad card."""
    return card_files(read_card(Path(at.folder)), Path(at.folder))


@st.cache_resource(max_entries=8, show_spinner="Comparing track by track ...")
def duel(serving: Edition, other: Edition | None, alpha: float) -> Comparison | Incomparable:
    """Compare a model with another, or with who always guesses one genre (None).

    Raises:
        ModelError: as :func:`contestant`, of either.
    """
    return compare(_rival(serving, other), contestant(serving), alpha)


@st.cache_resource(max_entries=8, show_spinner="Judging every honest claim ...")
def changes(serving: Edition, other: Edition | None, alpha: float) -> Changes:
    """Return which verdicts would change; the two must be comparable."""
    return changed_verdicts(contestant(serving), _rival(serving, other), alpha)


def _rival(serving: Edition, other: Edition | None) -> Contestant:
    return majority(contestant(serving)) if other is None else contestant(other)


def _card(at: Edition) -> ModelCard | None:
    try:
        return read_card(Path(at.folder))
    except ModelError:
        return None


def _climber(at: Edition) -> Climber | None:
    card = _card(at)
    if card is None:
        return None
    try:
        return Climber(card, contestant(at))
    except ModelError:
        return Climber(card, None)


def _networks(card: ModelCard, folder: Path) -> tuple[Network, ...]:
    try:
        return networks(card, folder)
    except ModelError:
        return ()
