"""Names as their bearers write them, for credits.

Old taggers wrote Cyrillic in the code page cp1251 and called it Latin-1; read back, a name is a row
of accented capitals. A credit is owed to a person, so such names are read again as they were
meant. The manifest's spelling stays what splits and runs are keyed by.
"""

import re


def readable_name(name: str) -> str:
    """Return a name, turned back into Cyrillic where it was misread as Latin-1.

    A word counts as misread if it has three letters or more and all of them are accented, which
    no language written in Latin letters has.
    """
    return re.sub(r"[À-ÿ]{3,}(?:[ -][À-ÿ]{3,})*", _reread, name)


def _reread(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("cp1251")
