"""A QR code reads back as what it was made of, by a reader written out by hand."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core.errors import ShowError
from genre_core.show.qr import qr_svg

QUIET = 4
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda r, c: (r + c) % 2,
    lambda r, _: r % 2,
    lambda _, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
"""Where they are 0 a module is flipped (ISO/IEC 18004, table 10)."""


def modules(svg: str) -> NDArray[np.bool_]:
    """The dark modules, with the quiet zone, from the strokes of the drawing."""
    drawing = ElementTree.fromstring(svg)
    size = int(drawing.attrib["viewBox"].split()[2])
    path = next(p for p in drawing.iter("{http://www.w3.org/2000/svg}path") if "stroke" in p.attrib)
    dark = np.zeros((size, size), bool)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path.attrib["d"]):
        values = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            dark[int(y), int(x) : int(x + values[0])] = True
            x += values[0]
        else:
            x, y = values if command == "M" else (x + values[0], y + values[1])
    return dark


def read(dark: NDArray[np.bool_]) -> str:
    """The text of a code of version 1 or 2, in byte mode; errors are not corrected."""
    size = len(dark)
    strip = [dark[8, c] for c in (0, 1, 2, 3, 4, 5, 7, 8)]
    strip += [dark[r, 8] for r in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join("1" if bit else "0" for bit in strip), 2) ^ 0b101010000010010
    mask = MASKS[form >> 10 & 0b111]
    fixed = np.zeros((size, size), bool)
    fixed[:9, :9] = fixed[:9, -8:] = fixed[-8:, :9] = True
    fixed[6, :] = fixed[:, 6] = True
    if size == 25:
        fixed[16:21, 16:21] = True
    bits: list[bool] = []
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        rows = range(size - 1, -1, -1) if upwards else range(size)
        for row in rows:
            bits += [
                bool(dark[row, column]) ^ (not mask(row, column))
                for column in (right, right - 1)
                if not fixed[row, column]
            ]
        upwards = not upwards
    line = "".join("1" if bit else "0" for bit in bits)
    assert line[:4] == "0100"  # byte mode
    count = int(line[4:12], 2)
    return bytes(int(line[12 + 8 * i : 20 + 8 * i], 2) for i in range(count)).decode()


@pytest.mark.parametrize(
    "address", ["http://192.168.178.23:8501/v", "http://10.0.0.2:8501/v", "http://a.b/v"]
)
def test_a_code_reads_back(address: str) -> None:
    dark = modules(qr_svg(address))
    assert read(dark[QUIET:-QUIET, QUIET:-QUIET]) == address


@given(st.text("abcdefghijklmnopqrstuvwxyz:/.0123456789", min_size=1, max_size=24))
def test_any_short_address_reads_back(rest: str) -> None:
    dark = modules(qr_svg(f"http:{rest}"))
    assert read(dark[QUIET:-QUIET, QUIET:-QUIET]) == f"http:{rest}"


def test_it_is_black_on_white_with_a_quiet_zone_and_scales() -> None:
    svg = qr_svg("http://10.0.0.2:8501/v")
    drawing = ElementTree.fromstring(svg)
    assert "width" not in drawing.attrib
    assert "height" not in drawing.attrib
    assert '"#fff"' in svg
    assert '"#000"' in svg
    dark = modules(svg)
    inner = dark[QUIET:-QUIET, QUIET:-QUIET]
    assert dark.sum() == inner.sum()
    assert inner[0, 0]
    assert inner[0, -1]
    assert inner[-1, 0]
    assert "<script" not in svg


def test_text_that_no_camera_would_read_is_refused() -> None:
    with pytest.raises(ShowError, match=r"has 0 characters; 1 to 500 were needed"):
        qr_svg("")
    with pytest.raises(ShowError, match="Use a shorter address"):
        qr_svg("x" * 501)
