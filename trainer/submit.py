"""``python -m trainer submit``: a model's answers as the contest took them, Id,Predicted.

The contest is the one that the project started from (Kaggle, multitask-music-classification,
2020); ``curate --recipe seed-2020`` lists its clips. What public notebooks show of its files: a
clip is called by its number in the archive (1043.fused.full.npy.gz), and the labels are a table
of Id and Genre, the twenty names. What is NOT known, since the contest's page is not at hand:
whether Predicted takes names or numbers, and whether Id takes the bare number, which is written
here. One notebook of the course handed in moods (Id, valence, energy, danceability) and no
genres. ``--codes`` writes numbers in place of names: 0 for the first of the twenty in the
alphabet.

Each answer goes to a file beside the table at once, so that a run can be interrupted anywhere and
goes on there. A clip that cannot be heard has a row all the same, since a contest refuses a table
that lacks one: the genre that is commonest among the tracks not asked about. Its own label is
never looked at.
"""

import argparse
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from genre_core.analysis import hear
from genre_core.card import CARD, NETWORK, models_folder
from genre_core.classifier import Classifier, load_classifier
from genre_core.errors import AudioError, UnreadableAudio
from genre_core.genres import GENRES, find
from genre_core.inspection import quiet_decoders
from genre_core.progress import Progress
from trainer.errors import TrainingError
from trainer.fetch.disk import write_whole
from trainer.fetch.problems import Problem, write_problems
from trainer.fetch.report import result, tell_problems
from trainer.fma.contest import read_contest
from trainer.manifest import LabelledTrack, read_manifest
from trainer.submission import AnswerFile

ALL_HEARD, SOME_UNHEARD = 0, 1

_CODES = {genre.name: str(code) for code, genre in enumerate(GENRES)}
_OF_ARCHIVE = re.compile(r"fma-0*(\d+)")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the step ``submit`` to the trainer's command line."""
    parser = subparsers.add_parser(
        "submit",
        help="Write a model's answers as the contest took them.",
        description="Write a model's answers as the contest took them: Id,Predicted.",
    )
    parser.add_argument("--model", type=Path, required=True, help="models/NAME, or NAME")
    parser.add_argument("--manifest", type=Path, required=True, help="CSV, JSONL or Parquet")
    parser.add_argument("--out", type=Path, default=Path("submission.csv"), help="(%(default)s)")
    parser.add_argument("--split", help="only tracks of this split, such as test (default: all)")
    parser.add_argument("--codes", action="store_true", help="numbers 0 to 19 in place of names")
    parser.add_argument(
        "--complete",
        action="store_true",
        help="a row for each of the contest's test clips that the manifest lacks, too",
    )


def run(options: argparse.Namespace) -> int:
    """Ask the model about every track and write the table.

    Returns:
        0, or 1 where a clip could not be heard: its row is a guess, which nobody can see in it.

    Raises:
        SpectrogramError: the model or the manifest cannot be used, no track is of the split, two
            tracks have one Id, or a file cannot be written.
    """
    classifier = load_classifier(_folder(options.model))
    tracks = read_manifest(options.manifest)
    asked = [track for track in tracks if options.split in (None, track.split)]
    _refuse(asked, tracks, options)
    kept = AnswerFile(
        options.out.with_name(f".{options.out.name}.answers"), classifier.card.files[NETWORK]
    )
    answers, problems = _ask(asked, classifier, kept)
    guess = _commonest(tracks, asked, classifier.card.genres)
    rows = {_contest_id(track): answers.get(track.id, guess) for track in asked}
    lacking = _lacking(rows) if options.complete else ()
    _write(rows | dict.fromkeys(lacking, guess), options)
    listed = options.out.with_name(f"{options.out.stem}.problems.csv")
    write_problems(problems, listed)
    result(f"{len(rows) + len(lacking):,} rows are in {options.out}, {len(answers):,} by ear.")
    if problems or lacking:
        result(f"The others say {guess}, the commonest genre of the tracks not asked about.")
    tell_problems(problems, listed)
    if problems:
        return SOME_UNHEARD
    kept.remove()
    return ALL_HEARD


def _folder(named: Path) -> Path:
    return named if (named / CARD).exists() else models_folder() / named.name


def _refuse(
    asked: Sequence[LabelledTrack], tracks: Sequence[LabelledTrack], options: argparse.Namespace
) -> None:
    if not asked:
        there = ", ".join(sorted({track.split or "(none)" for track in tracks}))
        raise TrainingError(
            f"No track of {options.manifest} is of the split {options.split!r}; there are {there}."
            " Name one of them with --split, or leave the option out for all tracks."
        )
    twice = [name for name, count in Counter(map(_contest_id, asked)).items() if count > 1]
    if twice:
        raise TrainingError(
            f"{len(twice)} numbers of the archive stand in {options.manifest} under two ids, among "
            f"them {twice[0]}; the table has a row for each. Take one out."
        )


def _contest_id(track: LabelledTrack) -> str:
    """The number of a clip of the archive; any other track goes by its own id."""
    found = _OF_ARCHIVE.fullmatch(track.id)
    return found[1] if found else track.id


def _ask(
    asked: Sequence[LabelledTrack], classifier: Classifier, kept: AnswerFile
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return {track id: genre} of what could be heard, and why the rest could not."""
    known = kept.open()
    answers = {track.id: known[track.id] for track in asked if track.id in known}
    problems = []
    rest = [track for track in asked if track.id not in answers]
    progress = Progress(len(rest), sys.stderr)
    for track in rest:
        try:
            answers[track.id] = _heard(track, classifier)
            kept.add(track.id, answers[track.id])
        except AudioError as error:
            problems.append(Problem(track.id, str(track.path), str(error)))
        progress.advance()
    progress.clear()
    return answers, tuple(problems)


def _heard(track: LabelledTrack, classifier: Classifier) -> str:
    try:
        with quiet_decoders():
            prediction = hear(track.path, classifier).prediction
    except OSError as error:
        raise UnreadableAudio(
            f"The file cannot be read: {error.strerror or error}. Fetch or copy it again."
        ) from error
    return prediction.genres[int(prediction.logits.argmax())]


def _commonest(
    tracks: Sequence[LabelledTrack], asked: Sequence[LabelledTrack], genres: Sequence[str]
) -> str:
    """The commonest genre of the tracks that are not asked about; of equals, the first."""
    hidden = {track.id for track in asked}
    counts = Counter(track.genre for track in tracks if track.id not in hidden)
    return max(genres, key=lambda genre: counts[genre])


def _lacking(rows: Mapping[str, str]) -> tuple[str, ...]:
    """The contest's test clips that have no row: most were withdrawn from the archive."""
    test = (str(clip.id) for clip in read_contest() if clip.split == "test")
    return tuple(name for name in test if name not in rows)


def _write(rows: Mapping[str, str], options: argparse.Namespace) -> None:
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(("Id", "Predicted"))
    for name, genre in rows.items():
        table.writerow((name, _CODES[find(genre).name] if options.codes else genre))
    write_whole(options.out, lines.getvalue().encode())
