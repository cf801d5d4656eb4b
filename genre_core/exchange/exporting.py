"""The desk's decisions, and its audit trail, in the forms that other tools read.

Every form streams: 100,000 decisions take the memory of a few hundred.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from genre_core.desk.records import Search
from genre_core.exchange.cases import cases_of
from genre_core.exchange.cleanlab import write_cleanlab
from genre_core.exchange.columns import write_parquet
from genre_core.exchange.files import STANDARD, appearing
from genre_core.exchange.groups import Gathered, gathered
from genre_core.exchange.huggingface import write_huggingface
from genre_core.exchange.jams import write_jams
from genre_core.exchange.label_studio import config_xml, write_label_studio
from genre_core.exchange.lines import write_csv, write_feedback, write_jsonl
from genre_core.exchange.nouns import Case
from genre_core.exchange.prodigy import write_prodigy
from genre_core.exchange.trail import write_trail
from genre_core.people import Person, Role
from genre_core.store.engine import Store

_AT_ONCE = 500  # decisions between two words of progress


class Format(StrEnum):
    """What an export is called."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    LABEL_STUDIO = "label-studio"
    PRODIGY = "prodigy"
    JAMS = "jams"
    HF = "hf"
    CLEANLAB = "cleanlab"
    AUDIT = "audit"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Export:
    """What is wanted.

    Attributes:
        format: in which form.
        search: which decisions; the audit trail is always whole.
        mark: whether a CSV begins with a byte order mark, by which Excel knows UTF-8.
    """

    format: Format
    search: Search = Search()
    mark: bool = False


def export(
    store: Store,
    person: Person,
    wish: Export,
    path: Path,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write a file, which appears whole or not at all, and return how much is in it.

    Beside Label Studio's tasks its labelling interface appears, as NAME.xml.

    Args:
        store: where the decisions are.
        person: an admin.
        wish: what, and in which form.
        path: where to; "-" is standard output.
        progress: told of the decisions so far.

    Returns:
        Decisions in the file, or entries of the audit trail.

    Raises:
        NotAllowed: the person is no admin.
        ExchangeError: the disk is full, or the file cannot be written.
        StoreError: the database cannot be read.
    """
    person.require(Role.ADMIN, "export decisions")
    folder = Path.cwd() if path == STANDARD else path.parent.absolute()
    with appearing(path) as out:
        count = _write(store, wish, out, folder, progress)
    if wish.format is Format.LABEL_STUDIO and path != STANDARD:
        with appearing(path.with_suffix(".xml")) as out:
            out.write(config_xml())
    return count


def _write(
    store: Store, wish: Export, out: BinaryIO, folder: Path, progress: Callable[[int], None]
) -> int:
    """Write what is wanted to an open file; ``hf`` names its files from the folder."""
    with store.reading() as connection:
        if wish.format is Format.AUDIT:
            return write_trail(connection, out)
        cases = _told(cases_of(connection, wish.search), progress)
        if wish.format in _PLAIN:
            return _PLAIN[wish.format](cases, out, wish)
        with gathered(cases) as decisions:
            return _GATHERED[wish.format](decisions, out, folder)


_PLAIN: dict[Format, Callable[[Iterable[Case], BinaryIO, Export], int]] = {
    Format.CSV: lambda cases, out, wish: write_csv(cases, out, mark=wish.mark),
    Format.JSONL: lambda cases, out, _: write_jsonl(cases, out),
    Format.PARQUET: lambda cases, out, _: write_parquet(cases, out),
    Format.FEEDBACK: lambda cases, out, _: write_feedback(cases, out),
}
_GATHERED: dict[Format, Callable[[Gathered, BinaryIO, Path], int]] = {
    Format.LABEL_STUDIO: lambda held, out, _: write_label_studio(held.groups(), out),
    Format.PRODIGY: lambda held, out, _: write_prodigy(held.groups(), out),
    Format.JAMS: lambda held, out, _: write_jams(held.groups(), out),
    Format.HF: lambda held, out, folder: write_huggingface(held.groups(), out, folder),
    Format.CLEANLAB: lambda held, out, _: write_cleanlab(held, out),
}


def _told(cases: Iterator[Case], progress: Callable[[int], None]) -> Iterator[Case]:
    for count, case in enumerate(cases, 1):
        yield case
        if count % _AT_ONCE == 0:
            progress(count)
