"""The receipt as a picture that can be pasted into a mail, read from top to bottom.

The question, the answer, the sound, what the network saw, the numbers, and in small print what
a sceptic needs to check them. Paper, ink and signal colours are those of the app's light theme:
a mail has no theme of its own.
"""

from dataclasses import dataclass
from pathlib import PurePath

from genre_core.canvas import LEADING, Canvas, Style, shorten, text_width
from genre_core.genres import find
from genre_core.picture import Picture
from genre_core.receipt import Receipt
from genre_core.verdict import Outcome, Scope

WIDTH = 1200
"""Pixels: readable in a mail, and on a phone when turned."""

_PAPER, _INK, _GREY, _LINE = "#FCFBF8", "#1F2326", "#5F6468", "#DAD6CC"
_CLAIMED, _PREDICTED, _OTHER = "#B0460F", "#12728A", "#B9B4A8"
_SIGNS = {
    Outcome.PLAUSIBLE: ("PLAUSIBLE", "#1E6B45"),
    Outcome.UNCLEAR: ("UNCLEAR", "#8A6100"),
    Outcome.SIBLING: ("SAME FAMILY", "#0F6470"),
    Outcome.MISMATCH: ("MISMATCH", "#B3261E"),
    Outcome.CANNOT_TEST: ("CANNOT TEST", "#5F6468"),
}
_TALLEST = 3000
_MARGIN = 64
_INNER = WIDTH - 2 * _MARGIN
_COLUMN = 730
"""Left edge of the numbers."""
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
"""Seconds between two marks of the time axis."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """A number of the right column: its name, itself, and what it means."""

    name: str
    value: str
    note: str


def draw_receipt(receipt: Receipt, picture: Picture) -> bytes:
    """Return the receipt as a PNG, 1200 pixels wide and as high as it needs.

    Args:
        receipt: of the same track as the picture.
        picture: the whole track, as :func:`genre_core.picture.draw_picture` draws it.
    """
    canvas = Canvas(WIDTH, _TALLEST, _PAPER)
    canvas.bar((0, 0), (WIDTH, 10), _SIGNS[receipt.verdict][1])
    y = _heading(canvas, receipt, 48)
    y = _answer(canvas, receipt, y + 22)
    y = _sound(canvas, receipt, picture, y + 34)
    bars = _bars(canvas, receipt, y + 36)
    words = _COLUMN - 60 - _MARGIN
    reason = canvas.paragraph((_MARGIN, bars + 18), words, receipt.reason, Style(20, _INK))
    numbers = _numbers(canvas, receipt, y + 36)
    return canvas.cut(_small_print(canvas, receipt, max(reason, numbers) + 24) + 40)


def _heading(canvas: Canvas, receipt: Receipt, y: float) -> float:
    canvas.text((_MARGIN, y), "SPECTROGRAM  /  verdict receipt", Style(20, _GREY, bold=True))
    when = receipt.made.strftime("%Y-%m-%d %H:%M UTC")
    canvas.text((WIDTH - _MARGIN, y), when, Style(20, _GREY, anchor="ra"))
    y = canvas.paragraph((_MARGIN, y + 48), _INNER, receipt.question, Style(48, _INK, bold=True))
    by = f" by {receipt.artist}" if receipt.artist else ""
    name = f"{receipt.title}{by}" if receipt.title else PurePath(receipt.path).name
    style = Style(24, _GREY)
    canvas.text((_MARGIN, y + 4), shorten(name, _INNER, style), style)
    return y + 4 + 24 * LEADING


def _answer(canvas: Canvas, receipt: Receipt, y: float) -> float:
    """The verdict's name on its colour, and beside it the sentence."""
    word, colour = _SIGNS[receipt.verdict]
    sign = Style(22, _PAPER, bold=True, anchor="mm")
    wide = text_width(word, sign) + 44
    canvas.bar((_MARGIN, y), (wide, 50), colour, radius=8)
    canvas.text((_MARGIN + wide / 2, y + 25), word, sign)
    left = _MARGIN + wide + 26
    style = Style(30, _INK)
    end = canvas.paragraph((left, y + 7), WIDTH - _MARGIN - left, receipt.sentence, style)
    return max(end, y + 50)


def _sound(canvas: Canvas, receipt: Receipt, picture: Picture, y: float) -> float:
    """The spectrogram with its axes, and below it what was heard."""
    label = Style(17, _GREY, anchor="rm")
    left, high = _MARGIN + 62, 250
    wide = WIDTH - _MARGIN - left
    canvas.paste(picture.png, (left, round(y)), (wide, high))
    for share in (0.0, 0.5, 1.0):
        at = y + high * (1 - share)
        canvas.bar((left - 7, at - (share == 0.0)), (7, 1), _GREY)
        text = f"{picture.max_hz * share / 1000:g} kHz"
        # The outer two stand inside the picture's height, so that nothing overlaps.
        canvas.text((left - 12, at + 8 * (share - 0.5) * 2), text, label)
    for span in receipt.heard:
        start = min(span.start / picture.seconds, 1.0)
        end = min((span.start + span.seconds) / picture.seconds, 1.0)
        canvas.bar((left + start * wide, y + high + 4), ((end - start) * wide, 6), _CLAIMED, 3)
    canvas.text((left - 12, y + high + 22), "heard", Style(17, _CLAIMED, anchor="ra"))
    step = next((tick for tick in _TICKS if picture.seconds / tick <= 10), _TICKS[-1])
    for second in range(0, int(picture.seconds) + 1, step):
        at = left + second / picture.seconds * wide
        canvas.bar((at, y + high + 12), (1, 6), _GREY)
        anchor = "la" if not second else "ra" if at > WIDTH - _MARGIN - 16 else "ma"
        text = f"{second // 60}:{second % 60:02}"
        canvas.text((at, y + high + 22), text, Style(17, _GREY, anchor=anchor))
    return y + high + 44


def _bars(canvas: Canvas, receipt: Receipt, y: float) -> float:
    """Every genre's probability, the likeliest first; the claimed one and the best guess named."""
    canvas.text((_MARGIN, y), "What the network saw", Style(24, _INK, bold=True))
    y += 44
    left, full = _MARGIN + 150, 280
    ranked = sorted(receipt.probabilities.items(), key=lambda item: -item[1])
    for genre, share in ranked:
        claimed, best = genre == receipt.claimed_genre, genre == receipt.predicted
        colour = _CLAIMED if claimed else _PREDICTED if best else _OTHER
        marked = claimed or best
        name = Style(20, colour if marked else _INK, bold=marked, anchor="rm")
        canvas.text((left - 14, y + 14), genre, name)
        length = max(3.0, share * full)
        canvas.bar((left, y + 3), (length, 22), colour, radius=4)
        words = ["under 1%" if share < 0.01 else f"{share:.0%}"]
        words += ["claimed"] * claimed + ["best guess"] * best
        value = Style(19, _INK, anchor="lm")
        canvas.text((left + length + 10, y + 14), ", ".join(words), value)
        y += 36
    return y


def _numbers(canvas: Canvas, receipt: Receipt, y: float) -> float:
    """The facts in a column, each with what it means."""
    left = _COLUMN + 120
    canvas.text((_COLUMN, y), "The numbers", Style(24, _INK, bold=True))
    y += 44
    for fact in _facts(receipt):
        canvas.text((_COLUMN, y), fact.name, Style(19, _GREY))
        canvas.text((left, y - 3), fact.value, Style(24, _INK, bold=True))
        y = canvas.paragraph((left, y + 29), WIDTH - _MARGIN - left, fact.note, Style(18, _GREY))
        y += 13
    return y


def _facts(receipt: Receipt) -> list[_Fact]:
    genre, facts = receipt.claimed_genre, []
    if receipt.p_value is not None and receipt.scope is Scope.GENRE:
        note = f"among {receipt.n_calibration} honest {genre} tracks"
        facts.append(_Fact("p, genre", f"{receipt.p_value:.3f}", note))
    if receipt.root_p_value is not None and genre is not None:
        note = f"among {receipt.n_root_calibration} honest {find(genre).root}-family tracks"
        facts.append(_Fact("p, family", f"{receipt.root_p_value:.3f}", note))
    facts.append(_Fact("alpha", f"{receipt.alpha:g}", "of honest tracks may be flagged"))
    seconds = sum(span.seconds for span in receipt.heard)
    note = f"of {receipt.recording.seconds:.0f} s, in {len(receipt.heard)} parts"
    facts.append(_Fact("heard", f"{seconds:.0f} s", note))
    note = f"{receipt.model_version}, temperature {receipt.temperature:.3f}"
    return [*facts, _Fact("model", receipt.model, note)]


def _small_print(canvas: Canvas, receipt: Receipt, y: float) -> float:
    """What is needed to check all of it."""
    canvas.bar((_MARGIN, y), (_INNER, 1), _LINE)
    spec, recording = receipt.spec, receipt.recording
    lines = {
        "Track, SHA-256": receipt.sha256,
        "Network, SHA-256": receipt.network_sha256,
        "Calibration, SHA-256": receipt.calibration_sha256,
        "File": PurePath(receipt.path).name,
        "Recording": f"{recording.codec}, {recording.sample_rate} Hz, {recording.channels} "
        f"channel{'s' * (recording.channels != 1)}, {recording.seconds:.2f} s",
        "Picture": f"{spec.bands} {spec.scale} bands, {spec.min_hz:g} to {spec.max_hz:g} Hz, of "
        f"sound at {spec.sample_rate} Hz; window {spec.n_fft}, hop {spec.hop}, "
        f"floor {spec.floor_db:g} dB",
        "Software": receipt.software,
    }
    style, y = Style(17, _GREY), y + 20
    for name, value in lines.items():
        canvas.text((_MARGIN, y), name, style)
        canvas.text((_MARGIN + 190, y), shorten(value, _INNER - 190, style), style)
        y += 26
    return y
