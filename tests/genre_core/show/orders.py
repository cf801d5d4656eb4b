"""A small running order, and a time, for tests of shows."""

from datetime import UTC, datetime

from genre_core.show.scenes import Kind, Round, RunningOrder, Scene

NOW = datetime(2026, 5, 4, 19, 30, tzinfo=UTC)


def order(*rounds: Round) -> RunningOrder:
    """A title, the rounds as r1, r2, ..., and a closing card."""
    played = rounds or (Round("a.flac", "Rock", "Classical"), Round("b.flac", "Jazz", "Jazz"))
    scenes = [Scene(f"r{n}", Kind.ROUND, round=each) for n, each in enumerate(played, 1)]
    return RunningOrder(
        "An evening", (Scene("hello", Kind.TITLE), *scenes, Scene("bye", Kind.CLOSING))
    )
