"""What the policy board works out once and keeps, anew when something it rests on has changed."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import streamlit as st

from genre_core.classifier import Classifier
from genre_core.desk.policy.applying import AppliedPolicy
from genre_core.desk.policy.catalogue import Catalogue, read_catalogue
from genre_core.desk.policy.grounds import Grounds, read_grounds
from genre_core.desk.policy.mislabelled import Mislabelled, Month, by_month, of_audited
from genre_core.desk.policy.past import Newest, newest_rows, past_policies
from genre_core.desk.policy.rehearsal import STATED, Rehearsal, rehearse
from genre_core.errors import ModelError, PolicyError
from genre_core.store.engine import Store
from pages.parts.model import kept as models

_AT_LATEST = timedelta(minutes=5)
"""A claim that an import changed leaves no newer row behind; it is seen when time is up."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a board stands on.

    Attributes:
        store: the desk's.
        model: whose verdicts count.
        newest: how far the store was read.
        policies: that were ever made, the one in force first.
    """

    store: Store
    model: Classifier
    newest: Newest
    policies: tuple[AppliedPolicy, ...]

    @property
    def in_force(self) -> AppliedPolicy | None:
        """The policy in force; None before there is one."""
        return self.policies[0] if self.policies else None


def ground(store: Store, model: Classifier) -> Ground:
    """Return what a board stands on just now.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.reading() as connection:
        return Ground(store, model, newest_rows(connection), past_policies(connection))


def _everything(at: Ground) -> tuple[str, str, str, Newest]:
    card = at.model.card
    return str(at.store.engine.url), card.name, card.version, at.newest


def _what_was_heard(at: Ground) -> tuple[str, str, str, int, int]:
    """Neither a decision nor a policy changes that."""
    url, name, version, newest = _everything(at)
    return url, name, version, newest.track, newest.verdict


@st.cache_resource(
    show_spinner="Reading the catalogue ...",
    max_entries=2,
    ttl=_AT_LATEST,
    hash_funcs={Ground: _what_was_heard},
)
def catalogue(at: Ground) -> Catalogue:
    """Return the catalogue as the model heard it.

    Raises:
        StoreError: it cannot be read.
    """
    card = at.model.card
    with at.store.reading() as connection:
        return read_catalogue(connection, card.name, card.version, card.genres)


@st.cache_resource(
    show_spinner="Counting ...",
    max_entries=8,
    ttl=_AT_LATEST,
    hash_funcs={Ground: _everything},
)
def grounds(at: Ground, stated: float) -> Grounds:
    """Return the grounds of boards, where a share ``stated`` of claims is taken for lies.

    Raises:
        StoreError: they cannot be read.
    """
    heard = catalogue(at)
    rehearsed = _rehearsal(models.edition(at.model.card.name), stated)
    with at.store.reading() as connection:
        return read_grounds(connection, heard, at.model.calibration, rehearsed)


@st.cache_resource(
    show_spinner="Counting by month ...",
    max_entries=4,
    ttl=_AT_LATEST,
    hash_funcs={Ground: _everything},
)
def mislabelled(at: Ground) -> tuple[Mislabelled, tuple[Month, ...]]:
    """Return how much of the catalogue is mislabelled, and of each month's arrivals.

    Raises:
        StoreError: the store cannot be read.
    """
    found = grounds(at, STATED)  # what is stated does not come into it
    whole = of_audited(found.audited, found.known)
    return whole, by_month(found.catalogue, found.thresholds, found.known)


@st.cache_resource(show_spinner="Rehearsing lies ...", max_entries=8)
def _rehearsal(at: models.Edition, stated: float) -> Rehearsal | None:
    """What lies among the model's test tracks come to; None where none can be told."""
    try:
        found = rehearse(models.contestant(at), stated)
    except (ModelError, PolicyError):
        return None
    # To who knows one genre no lie can be told.
    return None if np.isnan(found.missed).all() else found
