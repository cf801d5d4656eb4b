"""About the model: what it is, what it learnt from, how good it is, and which one answers."""

import streamlit as st

from genre_core.card import ModelCard, models_folder, read_card
from genre_core.errors import ModelError
from pages.parts.model import address, kept
from pages.parts.model.about import show_about
from pages.parts.model.accuracy import show_accuracy
from pages.parts.model.files import show_files
from pages.parts.model.landscape import show_map
from pages.parts.model.layers import show_layers
from pages.parts.model.rivalry import show_rivalry
from pages.parts.model.training import show_training
from pages.parts.model.trust import show_trust
from pages.parts.plain import plain
from pages.parts.serving import serving_name, show_serving
from pages.parts.shell import ensure_shell

PARTS = {
    "about": "About",
    "layers": "Layers",
    "training": "Training",
    "accuracy": "Accuracy",
    "trust": "Trust",
    "map": "Map",
    "compare": "Compare",
    "files": "Files",
}


def choose_model(titles: dict[str, str]) -> str:
    """Ask which model is shown; at first the one that answers."""
    names = list(titles)
    address.follow(address.MODEL, names, _usual(names))
    return str(
        st.selectbox(
            "Model",
            names,
            format_func=lambda name: titles[name],
            key=address.key_of(address.MODEL),
            on_change=address.note,
            args=(address.MODEL,),
        )
    )


def _usual(names: list[str]) -> str:
    """Return the model that answers, or another where that is damaged; raise where is none."""
    try:
        return serving_name()
    except ModelError:
        if not names:
            raise
        return names[0]


def choose_part() -> str:
    """Ask which part of the page is shown."""
    address.follow(address.PART, list(PARTS), "about")
    return str(
        st.segmented_control(
            "Part",
            list(PARTS),
            format_func=PARTS.__getitem__,
            required=True,
            key=address.key_of(address.PART),
            on_change=address.note,
            args=(address.PART,),
            label_visibility="collapsed",
        )
    )


def show_head(name: str, card: ModelCard) -> None:
    """Show what the model is in one look; ``name`` is that of its folder."""
    st.title(plain(card.title), anchor=False)
    st.markdown(plain(card.description))
    with st.container(horizontal=True):
        parameters = f"{card.parameters:,}" if card.layers else "unknown"
        st.metric("Genres", len(card.genres), border=True, height="stretch")
        st.metric("Parameters", parameters, border=True, height="stretch")
        right = [metric for metric in card.metrics if metric.name == "accuracy"]
        for metric in right:
            st.metric(
                "Right guesses",
                f"{metric.value:.1%}",
                f"{metric.low:.1%} to {metric.high:.1%}" if metric.low < metric.high else None,
                delta_color="off",
                delta_arrow="off",
                help=plain(f"{metric.note} Below it its 95% interval."),
                border=True,
            )
    st.caption(f"Version {plain(card.version)}, made {plain(card.created)}.")
    show_serving(name, card)


def show_part(part: str, name: str, card: ModelCard, titles: dict[str, str]) -> None:
    """Show one part of the page; ``name`` is that of the model's folder.

    Raises:
        ModelError: what it needs of the model is missing or damaged.
    """
    at = kept.edition(name)
    others = tuple(kept.edition(other) for other in titles if other != name)
    shows = {
        "about": lambda: show_about(card, at),
        "layers": lambda: show_layers(card, at, (at, *others)),
        "training": lambda: show_training(at),
        "accuracy": lambda: show_accuracy(card, at, others),
        "trust": lambda: show_trust(at),
        "map": lambda: show_map(at),
        "compare": lambda: show_rivalry(name, at, titles),
        "files": lambda: show_files(at),
    }
    shows[part]()


ensure_shell("model")
found = kept.titles()
try:
    chosen = choose_model(found)
    shown = read_card(models_folder() / chosen)
    show_head(chosen, shown)
    show_part(choose_part(), chosen, shown, found)
except ModelError as error:
    st.warning(plain(str(error)))
