"""Sentences for the person who waits: results on standard output, the rest on standard error."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trainer.fetch.disk import size_text
from trainer.fetch.meter import Meter
from trainer.fetch.plan import Plan
from trainer.fetch.problems import Problem

_NAMED = 5  # problems that are shown; all stand in problems.csv


def say(sentence: str) -> None:
    """Write a sentence to standard error."""
    sys.stderr.write(f"  {sentence}\n")


def result(sentence: str) -> None:
    """Write a sentence to standard output."""
    sys.stdout.write(f"{sentence}\n")


@contextmanager
def metered(size: int, files: int = 0) -> Iterator[Meter]:
    """Show progress on standard error while something runs.

    Args:
        size: bytes in all.
        files: clips in all; 0 where they are not counted.
    """
    meter = Meter(size, sys.stderr, files)
    try:
        yield meter
    finally:
        meter.close()


def tell_plan(plan: Plan, folder: Path, free: int) -> None:
    """Say how much is to be fetched into a folder with so many bytes free."""
    result(
        f"{plan.here:,} clips are here; {plan.clips:,} are to be fetched: "
        f"{size_text(plan.transfer)} in {len(plan.requests):,} requests. They take "
        f"{size_text(plan.room)} on the disk; {size_text(free)} are free in {folder}."
    )


def tell_whole(file: str, left: int, folder: Path, free: int) -> None:
    """Say how much of a whole archive is to be fetched into a folder with so many bytes free."""
    result(
        f"{size_text(left)} of {file} are to be fetched into {folder}, the whole archive, and the "
        f"clips come out of it; {size_text(free)} are free there."
    )


def tell_problems(problems: Sequence[Problem], path: Path | None = None) -> None:
    """Name the first problems, and the file that names all of them."""
    for problem in problems[:_NAMED]:
        say(f"{problem.id}: {problem.reason}")
    if problems:
        where = f" All are named in {path}." if path else ""
        say(f"{len(problems):,} are missing.{where}")
