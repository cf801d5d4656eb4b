"""What could not be had, and why: one line a clip in ``problems.csv``."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.fetch.disk import write_whole

PROBLEMS = "problems.csv"


@dataclass(frozen=True, slots=True)
class Problem:
    """A recording that is missing at the end.

    Attributes:
        id: of the manifest.
        path: where it should lie.
        reason: a sentence.
    """

    id: str
    path: str
    reason: str


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Write all problems, or take an earlier list away where none is left.

    Raises:
        DiskError: it cannot be written.
    """
    if not problems:
        path.unlink(missing_ok=True)
        return
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(("id", "path", "reason"))
    table.writerows((problem.id, problem.path, problem.reason) for problem in problems)
    write_whole(path, lines.getvalue().encode())
