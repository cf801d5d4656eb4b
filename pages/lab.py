"""The lab: lies told on purpose among tracks whose genre is known, and who finds them."""

from functools import partial

import streamlit as st

from genre_core.errors import ModelError, PolicyError
from genre_core.evaluation.injection import Way
from pages.parts.lab.address import Address, read_address
from pages.parts.lab.controls import choose
from pages.parts.lab.kept import experiment, house_alpha
from pages.parts.lab.panels import show_experiment
from pages.parts.model import kept
from pages.parts.plain import plain
from pages.parts.serving import serving_name
from pages.parts.shell import ensure_shell


def usual_model(names: list[str]) -> str:
    """Return the model that answers, or another where that is damaged."""
    try:
        return serving_name()
    except ModelError:
        return names[0]


ensure_shell("lab")
st.set_page_config(layout="wide")
titles = kept.titles()
if not titles:
    st.error("There is no model on this machine. Restore them: `git restore models`")
    st.stop()
house = house_alpha()
usual = Address(usual_model(list(titles)), Way.UNIFORM, 0.05, house, 1)
read_link = partial(read_address, models=list(titles), usual=usual)
reading = read_link(st.query_params.to_dict())
for complaint in reading.complaints:
    st.warning(plain(complaint))
choose(read_link, reading.address, titles, house)
try:
    show_experiment(experiment(reading.address))
except (ModelError, PolicyError) as error:
    st.warning(f"**These lies cannot be told.** {plain(str(error))}")
