"""What the lab computes once and keeps, and how strict the desk is at present."""

from dataclasses import dataclass

import streamlit as st
from sqlalchemy import URL

from genre_core.crate import crate_folder
from genre_core.errors import StoreError
from genre_core.evaluation.answers import Answers
from genre_core.evaluation.hunt import Hunt, Rule, hunt
from genre_core.evaluation.injection import Injected, inject
from genre_core.evaluation.own_outcomes import OwnFindings, own_findings
from genre_core.scan.policies import present_alpha
from genre_core.store.engine import Store, database_url, open_store
from pages.parts.lab.address import Address
from pages.parts.model import kept
from pages.parts.policy import DEFAULT


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """Lies that were told among a model's test tracks, and who found them."""

    address: Address
    answers: Answers
    injected: Injected
    hunt: Hunt

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return len(self.injected.claims)

    @property
    def lies(self) -> int:
        """How many of them are lies."""
        return int(self.injected.lies.sum())

    def caught(self, rule: Rule) -> int:
        """Return how many lies a rule flags."""
        return int((rule.flags & self.injected.lies).sum())

    def accused(self, rule: Rule) -> int:
        """Return how many honest claims a rule flags."""
        return int((rule.flags & ~self.injected.lies).sum())


def experiment(address: Address) -> Experiment:
    """Return what came of an experiment.

    Raises:
        ModelError: the model's answers are missing or damaged.
        PolicyError: too few tracks can lie this way.
    """
    return _experiment(kept.edition(address.model), address)


def house_alpha() -> float:
    """Return how strict the desk is at present; the usual where there is no desk to ask."""
    try:
        with _desk(database_url(crate_folder())).reading() as connection:
            return present_alpha(connection) or DEFAULT
    except StoreError:
        return DEFAULT


@st.cache_resource(max_entries=12, show_spinner="Lying, and looking for the lies ...")
def _experiment(at: kept.Edition, address: Address) -> Experiment:
    answers = kept.answers(at)
    injected = inject(answers, address.way, address.share, address.seed)
    found = hunt(kept.contestant(at), answers, injected, address.alpha, _own(at))
    return Experiment(address, answers, injected, found)


@st.cache_resource(max_entries=8, show_spinner=False)
def _own(at: kept.Edition) -> OwnFindings:
    return own_findings(kept.contestant(at))


@st.cache_resource(max_entries=2, show_spinner=False, on_release=Store.close)
def _desk(url: URL) -> Store:
    return open_store(url)
