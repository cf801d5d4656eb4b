"""An experiment on the page: the sentence, the charts with their files, the tables."""

import pandas as pd
import streamlit as st

from pages.parts.chart_file import Chart, offer_chart, present_look
from pages.parts.lab.curve_charts import (
    HEADERS,
    precision_chart,
    precision_rows,
    roc_chart,
    roc_rows,
)
from pages.parts.lab.headline import headline, untested
from pages.parts.lab.kept import Experiment
from pages.parts.lab.names import ORDER_NAMES
from pages.parts.lab.reviews import show_reviews
from pages.parts.lab.rule_chart import rule_chart, rule_table
from pages.parts.lab.tables import order_table, rates_table, told_table


def show_experiment(made: Experiment) -> None:
    """Show everything that came of it."""
    st.subheader(headline(made), anchor=False)
    if left_out := untested(made):
        st.caption(left_out)
    _show_rules(made)
    show_reviews(made)
    _show_curves(made)
    _show_numbers(made)


def _show_rules(made: Experiment) -> None:
    st.subheader("What each rule finds, and whom it accuses", anchor=False)
    rates = made.hunt.rates
    _show(rule_chart(rates, present_look()), rule_table(rates), f"{made.address.file_name}-rules")
    st.caption(
        "The naive rule accuses every track whose likeliest genre is not the claimed one. Lines "
        "are 95% intervals, by artist."
    )


def _show_curves(made: Experiment) -> None:
    look, name = present_look(), made.address.file_name
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Found, over wrongly accused (ROC)", anchor=False)
        _show(roc_chart(made, look), _named(roc_rows(made.hunt)), f"{name}-roc")
    with right:
        st.subheader("Accused rightly, over found (PR)", anchor=False)
        _show(precision_chart(made, look), _named(precision_rows(made.hunt)), f"{name}-pr")
    st.caption(
        "A line is an order of review, stopped at every place; a large point shows where a rule "
        "stops. PR is precision (of the accused, liars) and recall (of the lies, found)."
    )


def _show_numbers(made: Experiment) -> None:
    st.subheader("In numbers", anchor=False)
    st.dataframe(rates_table(made), hide_index=True)
    # Between the tables, since on a phone the buttons of one lie over what stands above it.
    st.caption("In brackets 95% intervals, by artist.")
    number = st.column_config.NumberColumn(format="%.3f")
    table = order_table(made.hunt.rankings)
    st.dataframe(
        table, hide_index=True, column_config=dict.fromkeys(table.columns.drop("Order"), number)
    )
    st.caption(
        "AUROC is the chance that a lie is reviewed before an honest claim, its 95% interval by "
        "artist. Average precision is the share of lies among what was reviewed so far, whenever "
        "one is found."
    )
    with st.expander("Which lies were told, and who noticed"):
        st.dataframe(told_table(made), hide_index=True)


def _show(chart: Chart, table: pd.DataFrame, name: str) -> None:
    st.altair_chart(chart)
    offer_chart(chart, table, name)


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(order=table["order"].map(ORDER_NAMES)).rename(columns=HEADERS)
