"""The balance of a choice as a picture: a bar a genre, families together.

The full bar is what was chosen; behind it, paler, what qualified before any cap, cut where it
would run off the sheet. Numbers stand beside each bar, since a picture is looked at and a table is
read.
"""

from dataclasses import dataclass

from genre_core.canvas import Canvas, Style
from genre_core.genres import Genre, find
from trainer.fma.curation import Curation

_WIDTH, _TOP, _ROW, _GAP, _MARGIN = 1000, 120, 26, 12, 40
_NAMES, _BARS, _PALE = 300, 490, 560  # where bars begin, and the longest of each, in pixels
_PAPER, _INK, _FAINT = "#FFFFFF", "#1B1F24", "#6B7280"
_CHOSEN, _QUALIFIED = "#2F6FBA", "#D5E2F2"


@dataclass(frozen=True, slots=True)
class _Bar:
    genre: Genre
    chosen: int
    qualified: int


def draw_balance(curation: Curation) -> bytes:
    """Return the picture as a PNG, 1000 pixels wide."""
    bars = _bars(curation)
    families = len({bar.genre.root for bar in bars})
    height = _TOP + len(bars) * _ROW + families * _GAP + _MARGIN
    canvas = Canvas(_WIDTH, height, _PAPER)
    canvas.text((_MARGIN, 30), f"{curation.recipe.name}: tracks a genre", Style(26, _INK, True))
    canvas.text((_MARGIN, 70), _subtitle(curation), Style(16, _FAINT))
    longest = max((bar.chosen for bar in bars), default=0) or 1
    y, family = float(_TOP), ""
    for bar in bars:
        if bar.genre.root != family:
            y += _GAP if family else 0
            family = bar.genre.root
            canvas.text((_MARGIN, y), family, Style(14, _FAINT))
        _draw(canvas, bar, y, _BARS / longest)
        y += _ROW
    return canvas.cut(height)


def _draw(canvas: Canvas, bar: _Bar, y: float, scale: float) -> None:
    canvas.text((_NAMES - 10, y), bar.genre.name, Style(15, _INK, anchor="ra"))
    pale = min(bar.qualified * scale, float(_PALE))
    canvas.bar((_NAMES, y), (pale, _ROW - 8), _QUALIFIED, 2)
    if bar.chosen:
        canvas.bar((_NAMES, y), (bar.chosen * scale, _ROW - 8), _CHOSEN, 2)
    text = f"{bar.chosen:,} of {bar.qualified:,}"
    canvas.text((_NAMES + max(pale, bar.chosen * scale) + 8, y), text, Style(14, _INK))


def _bars(curation: Curation) -> list[_Bar]:
    bars = [
        _Bar(find(name), count, curation.qualified.get(name, 0))
        for name, count in curation.per_genre().items()
    ]
    return sorted(bars, key=lambda bar: (bar.genre.root, bar.genre.depth, bar.genre.name))


def _subtitle(curation: Curation) -> str:
    qualified = sum(curation.qualified.values())
    return f"{len(curation.chosen):,} tracks chosen (dark) of {qualified:,} that qualify (pale)"
