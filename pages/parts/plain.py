"""Other people's words on our page: shown letter for letter, never as markup.

Titles, tags, file names and claims are written by anyone, and Streamlit reads most texts as
Markdown, with colours, icons, formulas and links of its own on top. A backslash makes every
sign of ASCII an ordinary letter (CommonMark 0.31, section 2.4), but some readings are done
afterwards, on the finished text: addresses become links, ``:smile:`` a face, and a lone ``--``
or ``->`` a dash or an arrow. There an invisible word joiner breaks the pattern: after a colon
or an @, after www, before a lone sign. Source: streamlit 1.67 with remark-gfm;
tests/browser/test_verify.py looks at what becomes of it.
"""

import re

_JOINER = "\N{WORD JOINER}"
_AFTERTHOUGHT = re.compile(
    r"(?<=[:@])(?=\S) | (?<=www)(?=\.) | (?<!\S)(?=[-<>=~]{2,}(?!\S))",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is, in one line."""
    # Half a character, as bytes that are no text leave it, has no way to the browser.
    line = " ".join(text.split()).encode(errors="replace").decode()
    return _SIGN.sub(r"\\\1", _AFTERTHOUGHT.sub(_JOINER, line))
