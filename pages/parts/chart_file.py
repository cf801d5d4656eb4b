"""A chart to take away: two small buttons under it, a picture and the numbers that it shows.

The picture is drawn on this machine and only when it is asked for (vl-convert compiles the same
Vega-Lite as the browser), in the colours that the visitor sees. The numbers are a table of their
own, since a chart's own rows are shaped for drawing.
"""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
import vl_convert

from genre_core.exchange.formulas import neutralised

Chart = alt.Chart | alt.LayerChart | alt.FacetChart
_WIDTH = 760
"""Pixels of the plot, before labels; it fills a slide at twice the resolution."""
_SCALE = 2.0
_VEGA_LITE = "6.4"
"""What Altair 6.3 writes."""
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a theme, as CSS.

    Attributes:
        background, text: of the page.
        muted: of what is beside the point, still legible.
        faint: of grids.
        series: of lines and points, in turn.
        ramp: of amounts, rising.
    """

    background: str
    text: str
    muted: str
    faint: str
    series: tuple[str, ...]
    ramp: tuple[str, ...]


def offer_chart(chart: Chart, table: pd.DataFrame, name: str) -> None:
    """Show two buttons that fetch a chart as PNG and its numbers as CSV.

    Args:
        chart: as it was shown.
        table: what the chart tells, a row a point, with headers that a stranger understands.
        name: of the files, without an ending; unique on the page.
    """
    # Read here: when a button is clicked, its function runs outside any visit.
    drawn = partial(png_of, chart, present_look())
    with st.container(horizontal=True, gap="xsmall"):
        _button("PNG", drawn, f"{name}.png", "image/png")
        _button("CSV", partial(csv_of, table), f"{name}.csv", "text/csv")


def present_look() -> Look:
    """Return the colours of the theme that the visitor sees."""
    mode = "dark" if st.context.theme.type == "dark" else "light"

    def option(name: str) -> Any:
        return st.get_option(f"theme.{mode}.{name}")

    return Look(
        background=option("backgroundColor"),
        text=option("textColor"),
        muted=option("grayTextColor"),
        faint=option("borderColor"),
        series=tuple(option("chartCategoricalColors")),
        ramp=tuple(option("chartSequentialColors")),
    )


def png_of(chart: Chart, look: Look) -> bytes:
    """Return a chart as PNG, drawn in these colours and never with anything from elsewhere."""
    spec = chart.to_dict() | {"width": _WIDTH, "config": _config(look)}
    content: bytes = vl_convert.vegalite_to_png(
        spec, vl_version=_VEGA_LITE, scale=_SCALE, allowed_base_urls=[]
    )
    return content


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that a spreadsheet reads as UTF-8 and runs no cell of."""
    safe = table.map(lambda cell: neutralised(cell) if isinstance(cell, str) else cell)
    return codecs.BOM_UTF8 + safe.to_csv(index=False, lineterminator="\r\n").encode()


def _button(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        key=f"fetch-{file_name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        help=f"Fetch {file_name}",
    )


def _config(look: Look) -> dict[str, Any]:
    """Vega-Lite's settings that come close to what Streamlit sets in the browser."""
    words = {"labelColor": look.text, "titleColor": look.text, "labelFontSize": 13}
    words |= {"titleFontSize": 13, "titleFontWeight": "normal", "labelLimit": 320}
    lines = {"gridColor": look.faint, "domainColor": look.faint, "tickColor": look.faint}
    return {
        "background": look.background,
        "font": _FONT,
        "padding": 18,
        "axis": words | lines,
        "legend": words | {"symbolStrokeWidth": 3},
        "title": {"color": look.text, "fontSize": 15, "anchor": "start"},
        "text": {"color": look.text, "fontSize": 13},
        "view": {"stroke": None},
        "range": {
            "category": list(look.series),
            "heatmap": list(look.ramp),
            "ramp": list(look.ramp),
        },
    }
