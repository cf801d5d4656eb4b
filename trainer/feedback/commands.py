"""``python -m trainer feedback``: moderators' decisions into a manifest, doubtful labels out.

The exit code is 0 if every decision was understood; disputes and tracks of other manifests are
the ordinary course of things. It is 1 where one was not, so that nobody trains on a file that
says something else than it was meant to; everything else has been applied then.
"""

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.feedback.decisions import Decision
from trainer.feedback.errors import FeedbackError
from trainer.feedback.history import standing
from trainer.feedback.labels import Applied, Unapplied, apply
from trainer.feedback.rulings import Outcome
from trainer.feedback.sheets import Sheet, cell, is_true, read_sheet, write_sheet
from trainer.feedback.transcript import read_decisions
from trainer.fetch.disk import write_whole
from trainer.fetch.report import result, say

UNDERSTOOD, NOT_UNDERSTOOD = 0, 1
SUSPECTS = "suspects.csv"

_NAMED = 5  # faults that are shown; all stand in the table


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the step ``feedback`` to the trainer's command line."""
    parser = subparsers.add_parser(
        "feedback",
        help="Put moderators' decisions into a manifest; name doubtful labels.",
        description="Put moderators' decisions into a manifest; name doubtful labels.",
    )
    parser.add_argument("--manifest", type=Path, required=True, help="CSV, JSONL or Parquet")
    parser.add_argument("--decisions", type=Path, help="JSONL or CSV, see docs/feedback.md")
    parser.add_argument("--out", type=Path, help="the new manifest, of the same kind")
    parser.add_argument("--evaluation", type=Path, help="runs/NAME/evaluation.parquet, of folds")
    parser.add_argument("--suspects", type=Path, help=f"({SUSPECTS} beside the evaluation)")


def run(options: argparse.Namespace) -> int:
    """Apply decisions, rank suspects, or both.

    Returns:
        0, or 1 where a decision was not understood.

    Raises:
        TrainingError: nothing was asked for, or a file cannot be read or written.
    """
    if (options.decisions is None) != (options.out is None):
        raise FeedbackError("--decisions and --out go together: from which file, and where to.")
    if options.decisions is None and options.evaluation is None:
        raise FeedbackError("Nothing to do. Give --decisions with --out, --evaluation, or both.")
    manifest = read_sheet(options.manifest)
    decisions: Sequence[Decision] = ()
    faults: list[Unapplied] = []
    if options.decisions is not None:
        _refuse_out(options.manifest, options.out)
        decisions = read_decisions(options.decisions)
        applied = apply(manifest, decisions)
        _write(applied, options)
        _tell(applied, options.out)
        manifest = applied.kept
        faults = [each for each in applied.unapplied if each.fault]
    if options.evaluation is not None:
        _rank(manifest, decisions, options)
    return NOT_UNDERSTOOD if faults else UNDERSTOOD


def _refuse_out(manifest: Path, out: Path) -> None:
    if out.resolve() == manifest.resolve() or (out.exists() and out.samefile(manifest)):
        raise FeedbackError(f"{out} is the manifest itself, which stays. Name another --out.")
    if out.suffix.lower() != manifest.suffix.lower():
        raise FeedbackError(
            f"{out} ends in {out.suffix or 'nothing'} and {manifest.name} in {manifest.suffix}; "
            f"the new manifest is of the same kind. Let its name end in {manifest.suffix}."
        )


def _write(applied: Applied, options: argparse.Namespace) -> None:
    """Write the new manifest last, so that where it is, the tables beside it are its own."""
    dropped, table = _beside(options.out)
    move = (options.manifest.parent.absolute(), options.out.parent.absolute())
    write_sheet(_moved(applied.dropped, *move), dropped)
    write_whole(table, _unapplied_csv(applied.unapplied))
    write_sheet(_moved(applied.kept, *move), options.out)
    # An empty table would only be one more file to open.
    for path, rows in ((dropped, applied.dropped.rows), (table, applied.unapplied)):
        if not rows:
            path.unlink()


def _beside(out: Path) -> tuple[Path, Path]:
    """The tables of dropped rows and of unapplied decisions that belong to a manifest."""
    names = f"{out.stem}.dropped{out.suffix}", f"{out.stem}.unapplied.csv"
    return out.with_name(names[0]), out.with_name(names[1])


def _moved(sheet: Sheet, old: Path, new: Path) -> Sheet:
    """A sheet whose paths, which are relative to its folder, lead from another to the same."""
    if old == new or "path" not in sheet.columns:
        return sheet
    return sheet.holding(
        [{**row, "path": _path(cell(row, "path"), old, new)} for row in sheet.rows]
    )


def _path(path: str, old: Path, new: Path) -> str:
    whole = old / path
    return (whole.relative_to(new) if whole.is_relative_to(new) else whole).as_posix()


def _unapplied_csv(unapplied: Sequence[Unapplied]) -> bytes:
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(("line", "id", "moderator", "decision", "fault", "reason"))
    for each in unapplied:
        d = each.decision
        fault = "yes" if each.fault else "no"
        table.writerow((d.line, d.id, d.moderator, d.answer.value, fault, each.reason))
    return lines.getvalue().encode()


def _tell(applied: Applied, out: Path) -> None:
    counts = applied.outcomes
    dropped, table = _beside(out)
    result(
        f"{len(applied.kept.rows):,} tracks are in {out}. Of those decided on, "
        f"{counts.get(Outcome.LABEL, 0):,} are confirmed, {applied.relabelled:,} of them with "
        f"another genre; {counts.get(Outcome.ASIDE, 0):,} are set aside, "
        f"{counts.get(Outcome.DISPUTED, 0):,} in dispute, {counts.get(Outcome.OPEN, 0):,} open."
    )
    if applied.dropped.rows:
        say(f"What was set aside stands in {dropped}.")
    faults = [each for each in applied.unapplied if each.fault]
    for each in faults[:_NAMED]:
        say(f"Line {each.decision.line}, {each.decision.id}: {each.reason}")
    if applied.unapplied:
        say(
            f"{len(applied.unapplied):,} decisions changed nothing, {len(faults):,} of them by a "
            f"fault. All are named in {table}."
        )


def _rank(manifest: Sheet, decisions: Sequence[Decision], options: argparse.Namespace) -> None:
    # Here, since pandas is needed for nothing else.
    from trainer.feedback.suspects import Known, find_suspects, read_evaluation

    known = Known(
        frozenset(cell(row, "id") for row in manifest.rows if _may_be_doubted(row)),
        frozenset(track.id for track in standing(decisions) if track.decisions),
    )
    found = find_suspects(read_evaluation(options.evaluation), known)
    path = options.suspects or options.evaluation.with_name(SUSPECTS)
    write_whole(path, found.to_csv(index=False, lineterminator="\n").encode())
    result(f"{len(found):,} training labels are suspect; {path} ranks them for review.")


def _may_be_doubted(row: Mapping[str, object]) -> bool:
    return not is_true(row, "confirmed") and cell(row, "part") in ("", "train")
