"""Cells that a spreadsheet would run as formulas, made harmless by an apostrophe in front.

A title may be "=cmd|' /C calc'!A0". Excel, LibreOffice and Google Sheets run what begins with
``=``, ``+``, ``-``, ``@`` or a tab, carriage return or line feed; behind an apostrophe they show
it as text. Text that begins with apostrophes and then such a sign gets one more, so that taking
one away gives back every text exactly as it was.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n]")


def neutralised(text: str) -> str:
    """Return what a spreadsheet shows as this text."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Return the text that neutralised() was given."""
    return text[1:] if _NEUTRALISED.match(text) else text
