"""A sheet to set text on: lines, paragraphs and labels in the one font that is always there.

Pillow brings a scalable font of its own (Aileron Regular), so that a sheet looks the same on
every machine. It draws plain ASCII and little more; :func:`plain` spells other letters with it
("Björk" becomes "Bjork") and puts a question mark for what has no such spelling. Bold is the
same font with a thin outline in its own colour.
"""

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
"""x and y in pixels from the upper left corner."""

LEADING = 1.38
"""Distance of two lines in font sizes."""

_SPELLED = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "‘": "'", "’": "'",
    "“": '"', "”": '"', "«": '"', "»": '"', "‐": "-", "–": "-", "—": "-", "−": "-", "×": "x",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: size in pixels, colour as "#RRGGBB", bold, and which corner `at` is.

    anchor: Pillow's two letters, "la" for left and top, "ra" right and top, "mm" the middle.
    """

    size: int
    colour: str
    bold: bool = False
    anchor: str = "la"


class Canvas:
    """A sheet of one colour that is drawn on from top to bottom and then cut to length."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        """Take a sheet of ``width`` x ``height`` pixels."""
        self._image = Image.new("RGB", (width, height), paper)
        self._draw = ImageDraw.Draw(self._image)

    def text(self, at: Point, text: str, style: Style) -> None:
        """Write one line."""
        outline = style.size / 45 if style.bold else 0
        self._draw.text(
            at,
            plain(text),
            style.colour,
            _font(style.size),
            anchor=style.anchor,
            stroke_width=outline,
        )

    def paragraph(self, at: Point, width: float, text: str, style: Style) -> float:
        """Write text in lines of at most ``width`` pixels; return the y below the last."""
        x, y = at
        for line in wrap(text, width, style):
            self.text((x, y), line, style)
            y += style.size * LEADING
        return y

    def bar(self, corner: Point, size: Point, colour: str, radius: float = 0.0) -> None:
        """Fill a rectangle of ``size`` (width, height), its upper left at ``corner``."""
        (x, y), (width, height) = corner, size
        box = (x, y, x + max(width, 1.0) - 1, y + max(height, 1.0) - 1)
        self._draw.rounded_rectangle(box, min(radius, width / 2), colour)

    def paste(self, png: bytes, corner: tuple[int, int], size: tuple[int, int]) -> None:
        """Lay a picture on the sheet, stretched to ``size``."""
        with Image.open(io.BytesIO(png)) as image:
            stretched = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        self._image.paste(stretched, corner)

    def cut(self, height: float) -> bytes:
        """Return the upper ``height`` pixels as a PNG."""
        file = io.BytesIO()
        self._image.crop((0, 0, self._image.width, round(height))).save(file, "PNG")
        return file.getvalue()


def plain(text: str) -> str:
    """Return text in the characters that the font has: ASCII, "?" for each it cannot spell."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return "".join(mark if " " <= mark <= "~" else "?" for mark in bare)


def text_width(text: str, style: Style) -> float:
    """Return the width of one line in pixels."""
    return float(_font(style.size).getlength(plain(text)))


def wrap(text: str, width: float, style: Style) -> list[str]:
    """Break text into lines of at most ``width`` pixels, between words or else within one."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if text_width(joined, style) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for mark in word:
            if lines[-1] and text_width(lines[-1] + mark, style) > width:
                lines.append("")
            lines[-1] += mark
    return lines


def shorten(text: str, width: float, style: Style) -> str:
    """Return text, cut in its middle and with "..." there where it is wider than ``width``."""
    if text_width(text, style) <= width:
        return text
    kept = len(text)
    while kept > 2 and text_width(_without_middle(text, kept), style) > width:
        kept -= 1
    return _without_middle(text, kept)


def _without_middle(text: str, kept: int) -> str:
    return f"{text[: kept - kept // 2]}...{text[len(text) - kept // 2 :]}"


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("This Pillow was built without FreeType. Install its wheel.")
    return font
