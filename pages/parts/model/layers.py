"""The network, layer by layer, and how the project's networks grew and shrank."""

from pathlib import Path

import pandas as pd
import streamlit as st

from genre_core.card import ModelCard
from genre_core.networks import Network, networks, shape_words, story
from pages.parts.chart_file import offer_chart
from pages.parts.model import kept
from pages.parts.model.growth_charts import network_chart
from pages.parts.plain import plain


def show_layers(card: ModelCard, at: kept.Edition, all_models: tuple[kept.Edition, ...]) -> None:
    """Show the story of all networks at hand, then the layers of this model's.

    Raises:
        ModelError: a file of layers is damaged.
    """
    _show_story(kept.grown(all_models))
    own = networks(card, Path(at.folder))
    if not own:
        st.info("The card of this model says nothing of its layers. Export it again to have them.")
    for network in own:
        if network.shipped:
            st.subheader(plain(network.title), anchor=False)
            _show_network(network)
    for network in reversed(kept.grown(all_models)):
        if network not in own or not network.shipped:
            with st.expander(f"{plain(network.title)}: {network.parameters:,} parameters"):
                _show_network(network)


def _show_story(found: tuple[Network, ...]) -> None:
    if len(found) < 2:
        return
    st.subheader("How the networks shrank", anchor=False)
    chart = network_chart(found)
    st.altair_chart(chart)
    offer_chart(chart, _story_table(found), "networks")
    for network, share in story(found)[1:]:
        st.markdown(
            f"**{plain(network.title)}** has {network.parameters:,} weights, "
            f"{_times(share)} the one before it."
        )
    heaviest = found[0].heaviest
    ties = ", which ties every place of the picture to every feature" * (heaviest.kind == "Dense")
    st.caption(
        f"{found[0].heaviest_share:.1%} of the first network's {found[0].parameters:,} weights lay "
        f"in one layer of the kind {plain(heaviest.kind)}{ties}."
    )


def _story_table(found: tuple[Network, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Network": [network.title for network in found],
            "Layers": [len(network.layers) for network in found],
            "Parameters": [network.parameters for network in found],
        }
    )


def _times(share: float) -> str:
    return f"{share:.1%} of" if share < 1 else f"{share:.1f} times"


def _show_network(network: Network) -> None:
    st.markdown(f"{len(network.layers)} layers, **{network.parameters:,}** parameters.")
    table = pd.DataFrame(
        {
            "Layer": [layer.name for layer in network.layers],
            "Kind": [layer.kind for layer in network.layers],
            "Output": [shape_words(layer) for layer in network.layers],
            "Parameters": [layer.parameters for layer in network.layers],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height=35 * (min(len(table), 14) + 1) + 3,
        column_config={"Parameters": st.column_config.NumberColumn(format="localized")},
    )
