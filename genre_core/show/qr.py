"""An address as a QR code, drawn as SVG, for a phone's camera at the far end of a room."""

import io

import segno

from genre_core.errors import ShowError

_QUIET = 4
"""Modules of white around the code; scanners need them (ISO/IEC 18004, 9.1)."""


def qr_svg(text: str) -> str:
    """Return a QR code as an ``<svg>`` element without a size of its own.

    Black on white whatever the theme, since many cameras do not read the reverse. A fifteenth of
    it may be unreadable (level L): fewer and larger modules carry further than more correction.

    Args:
        text: 1 to 500 characters, usually an address.

    Raises:
        ShowError: there is no text, or too much for a code that a camera can read across a room.
    """
    if not 0 < len(text) <= 500:
        raise ShowError(
            f"The text for the QR code has {len(text):,} characters; 1 to 500 were needed. "
            "Use a shorter address."
        )
    code = segno.make(text, error="l", boost_error=True, micro=False)
    file = io.BytesIO()
    code.save(
        file, kind="svg", border=_QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True,
        svgclass=None, lineclass=None, title="QR code",
    )  # fmt: skip
    return file.getvalue().decode().strip()
