"""On which side of the split every track lies: dealt once, written to ``split.csv``, read there.

The deal looks at all labelled tracks, before those are dropped that cannot be read or are shorter
than a crop. Recipes with crops of different length therefore have the same folds, and a clip that
comes late finds its place ready.

From then on the file counts. It has a row a labelled track (id, artist, genre, and fold or part;
a track without one is set aside), and may be edited until networks are trained on it.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.disk import whole
from trainer.errors import LeakError, TrainingError
from trainer.manifest import LabelledTrack
from trainer.parts import Part, check_parts, deal_parts
from trainer.recipe import Recipe
from trainer.split import check_disjoint, deal_folds
from trainer.tables import read_table

SPLIT = "split.csv"

Sides = Mapping[str, int | Part]
"""The fold, from 0, or the part of every track that takes part, by id."""


def deal(tracks: Sequence[LabelledTrack], recipe: Recipe) -> Sides:
    """Deal labelled tracks to the recipe's folds or parts.

    Raises:
        LeakError: an artist lies on two sides.
        TrainingError: a genre has too few artists for the split.
    """
    if recipe.folds:
        folds = deal_folds(tracks, recipe.folds)
        check_disjoint(tracks, folds)
        return folds
    return deal_parts(
        tracks, official=recipe.official, shares=recipe.shares, set_aside=recipe.set_aside
    )


def side_names(recipe: Recipe) -> dict[str, int | Part]:
    """Return {name in the file: side}; folds are counted from 1 there."""
    if recipe.folds:
        return {str(fold + 1): fold for fold in range(recipe.folds)}
    return {part.value: part for part in Part}


def write_split(file: Path, tracks: Sequence[LabelledTrack], sides: Sides, recipe: Recipe) -> None:
    """Write a row a labelled track; the file comes to its name when it is whole."""
    names = {side: name for name, side in side_names(recipe).items()}
    with whole(file) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as rows:
        lines = csv.writer(rows)
        lines.writerow(("id", "artist", "genre", _column(recipe)))
        for track in tracks:
            name = names[sides[track.id]] if track.id in sides else ""
            lines.writerow((track.id, track.artist, track.genre, name))


def read_split(
    file: Path,
    labelled: Sequence[LabelledTrack],
    usable: Sequence[LabelledTrack],
    recipe: Recipe,
) -> Sides:
    """Read a split back.

    Args:
        file: as :func:`write_split` left it, or as somebody edited it.
        labelled: every track that it may name.
        usable: those that it must name.
        recipe: says whether there are folds or parts.

    Raises:
        TrainingError: it cannot be read, names a side that the recipe has not or a track that
            the manifest has not, names one twice, or lacks one; or an artist or an album lies on
            two sides, which are named.
    """
    named = _named(file, recipe)
    known = {track.id for track in labelled}
    strange = [name for name in named if name not in known]
    if strange:
        raise TrainingError(
            f"{_some(file, 'names', strange)}; no labelled track of the manifest is called so. "
            f"{_mend(file)}"
        )
    lacking = [track.id for track in usable if track.id not in named]
    if lacking:
        raise TrainingError(
            f"{_some(file, 'lacks', lacking)}; every track that can be used needs a row, with an "
            f"empty {_column(recipe)} if it is to be set aside. {_mend(file)}"
        )
    # By their names, which is what a person reads in the file.
    _refuse_leak(labelled, {track: name for track, name in named.items() if name}, file)
    sides = side_names(recipe)
    return {track: sides[name] for track, name in named.items() if name}


def require_genres(tracks: Sequence[LabelledTrack], sides: Sides, recipe: Recipe) -> None:
    """Refuse a split that lacks a genre once the tracks that cannot be used are dropped.

    Args:
        tracks: those that can be used and were not set aside.
        sides: of each of them.
        recipe: names the genres, and the folds or parts.

    Raises:
        TrainingError: a genre is absent from a part, or lies in fewer than two folds, so that
            the network that is asked about it never heard it; or a fold is empty.
    """
    names = side_names(recipe)
    found: dict[str, set[int | Part]] = defaultdict(set)
    for track in tracks:
        found[track.genre].add(sides[track.id])
    # A fold's network is trained on the other folds: two with the genre are enough.
    needed = 2 if recipe.folds else len(names)
    for genre in recipe.genres:
        if len(found[genre]) < needed:
            absent = ", ".join(name for name, side in names.items() if side not in found[genre])
            raise TrainingError(
                f"None of the tracks of {genre} that can be used lies in {_column(recipe)} "
                f"{absent}; {needed} of the {len(names)} need some. Add artists, leave the genre "
                "out, or look at why tracks were left out."
            )
    empty = [name for name, side in names.items() if side not in set().union(*found.values())]
    if empty:
        raise TrainingError(
            f"No track that can be used lies in {_column(recipe)} {', '.join(empty)}; each needs "
            f"some. Deal some to it in {SPLIT}, or delete that file and run the step `split` again."
        )


def _named(file: Path, recipe: Recipe) -> dict[str, str]:
    """The name of every track's side, "" for none, by id."""
    table = read_table(file)
    column, names = _column(recipe), side_names(recipe)
    table.require(("id",), (column,))
    named: dict[str, str] = {}
    for row in table.rows:
        track, name = row.first("id"), row.first(column)
        if track in named:
            raise TrainingError(f"{file} names {track!r} twice. Leave one of the rows.")
        if name and name not in names:
            raise TrainingError(
                f"{file} puts {track!r} into the {column} {name!r}; it is one of "
                f"{', '.join(names)}, or empty. {_mend(file)}"
            )
        named[track] = name
    return named


def _refuse_leak(tracks: Sequence[LabelledTrack], sides: Mapping[str, object], file: Path) -> None:
    try:
        check_parts(tracks, sides)
    except LeakError as error:
        # No LeakError: of those an official split's are told what option to take, which is
        # of no use against a file.
        raise TrainingError(f"{file} cannot be used. {error} {_mend(file)}") from error


def _some(file: Path, verb: str, ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
    return f"{file} {verb} {ids[0]!r}{more}"


def _mend(file: Path) -> str:
    return f"Mend it, or delete {file.name} and run the step `split` again."


def _column(recipe: Recipe) -> str:
    return "fold" if recipe.folds else "part"
