"""A promotion's decision as lines for a terminal."""

from genre_core.evaluation.comparison import Comparison, Incomparable, Pair
from trainer.promote import Decision

_SHOWN_IDS = 5


def summary(decision: Decision) -> str:
    """Return what was compared, what came of it and why, ready to print."""
    found = decision.comparison
    lines = [f"candidate  {found.candidate}", f"incumbent  {found.incumbent}"]
    if not isinstance(found, Incomparable):
        lines += _figures(found)
    lines.append(f"{_verdict(decision)}: {decision.reason}")
    if decision.force:
        lines.append(f"forced by {decision.force.who}: {decision.force.why}")
    return "\n".join(lines)


def _figures(found: Comparison) -> list[str]:
    rows = [
        ("accuracy", found.accuracy),
        ("log-loss (nats)", found.log_loss),
        ("calibration error", found.calibration_error),
        (f"false flags at {found.alpha:.2f}", found.false_flags),
        (f"tested at {found.alpha:.2f}", found.tested),
        *(
            (f"recall {genre}", pair)
            for genre, pair in zip(found.genres, found.recall, strict=True)
        ),
    ]
    return [
        f"{found.tracks} test tracks of {found.artists} artists in common",
        f"{'':<22}candidate  incumbent  difference [95% by artist]",
        *(_row(name, pair) for name, pair in rows),
        f"right alone: candidate {found.only_candidate}, incumbent {found.only_incumbent}; "
        f"McNemar p = {found.mcnemar:.2g}",
        _flags("appear", found.appeared),
        _flags("vanish", found.vanished),
    ]


def _row(name: str, pair: Pair) -> str:
    apart = pair.difference
    return (
        f"{name:<22}{pair.candidate.value:>9.3f}{pair.incumbent.value:>11.3f}{apart.value:>+12.3f} "
        f"[{apart.low:+.3f}, {apart.high:+.3f}]"
    )


def _flags(what: str, ids: tuple[str, ...]) -> str:
    named = ", ".join(ids[:_SHOWN_IDS]) + (", ..." if len(ids) > _SHOWN_IDS else "")
    return f"honest tracks whose flags {what}: {len(ids)}" + (f" ({named})" if ids else "")


def _verdict(decision: Decision) -> str:
    if not decision.promoted:
        return "refused"
    return "promoted" if decision.better else "promoted against the rule"
