"""``python -m trainer curate``: which of the archive's tracks a recipe takes, and why not the rest.

The tables come out of fma_metadata.zip (``--metadata``), or, for counting only, out of
track_genres.csv (``--track-genres``). What is said of the result goes to standard output, so that
``--json`` can be piped.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from trainer.errors import CurationError
from trainer.fma.curation import curate
from trainer.fma.files import write_curation
from trainer.fma.licences import Licences
from trainer.fma.metadata import Metadata, Subset, read_metadata, read_track_genres
from trainer.fma.recipes import DEFAULT, RECIPES, Balance, CurationRecipe, find_recipe
from trainer.fma.rules import Conflict, Reading
from trainer.fma.summary import summary_json, summary_text

_OF_RECIPE = ("subset", "genres", "balance", "licences", "min_seconds", "least", "seed")
_OF_CAPS = {"per_genre": "genre", "per_artist": "artist", "per_album": "album"}
_OF_RULES = ("reading", "across", "within")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``curate`` with its options."""
    parser = subparsers.add_parser(
        "curate",
        help="Choose the tracks of a recipe from the Free Music Archive's metadata.",
        description="Choose the tracks of a recipe from the Free Music Archive's metadata.",
        epilog="Recipes: " + " ".join(f"{r.name}: {r.description}" for r in RECIPES.values()),
    )
    parser.add_argument("--recipe", default=DEFAULT, help=f"{', '.join(RECIPES)} ({DEFAULT})")
    tables = parser.add_mutually_exclusive_group(required=True)
    tables.add_argument("--metadata", type=Path, help="fma_metadata.zip, or its folder")
    tables.add_argument("--track-genres", type=Path, help="CSV of track_id and genres, no artists")
    parser.add_argument("--genres-table", type=Path, help="genres.csv (beside --track-genres)")
    parser.add_argument("--medium-split", type=Path, help="CSV: track_id and split of fma_medium")
    parser.add_argument("--output", type=Path, default=Path("runs/fma"), help="holds fma_large/")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, only count")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    _add_changes(parser.add_argument_group("changes to the recipe"))


def run(options: argparse.Namespace) -> int:
    """Curate, write the files unless it is a dry run, and print the numbers.

    Returns:
        0.

    Raises:
        SpectrogramError: an unknown recipe, unusable tables, or a genre with too few tracks.
    """
    recipe = change_recipe(find_recipe(options.recipe), options)
    curation = curate(_read(options), recipe)
    paths = () if options.dry_run else write_curation(curation, options.output)
    sys.stdout.write(summary_json(curation) if options.json else summary_text(curation))
    sys.stderr.write("".join(f"wrote {path}\n" for path in paths))
    return 0


def change_recipe(recipe: CurationRecipe, options: argparse.Namespace) -> CurationRecipe:
    """Return the recipe with what the options change in it.

    Raises:
        CurationError: the recipe is a fixed list, or a changed number is impossible.
    """
    given: dict[str, Any] = {
        name: value for name, value in vars(options).items() if value is not None
    }
    whole = {name: given[name] for name in _OF_RECIPE if name in given}
    caps = {field: given[name] for name, field in _OF_CAPS.items() if name in given}
    rules = {name: given[name] for name in _OF_RULES if name in given}
    if recipe.contest and (whole or caps or rules):
        raise CurationError(
            f"The recipe {recipe.name} is a fixed list; it was asked to change its "
            f"{', '.join([*whole, *caps, *rules])}. Leave those options out."
        )
    return replace(
        recipe, caps=replace(recipe.caps, **caps), rules=replace(recipe.rules, **rules), **whole
    )


def _add_changes(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--subset", type=Subset, choices=tuple(Subset))
    group.add_argument("--genre", dest="genres", type=_names, metavar="NAMES", help="Rock,Jazz")
    group.add_argument("--per-genre", type=int, metavar="N", help="at most N tracks a genre")
    group.add_argument("--per-artist", type=int, metavar="N", help="at most N tracks an artist")
    group.add_argument("--per-album", type=int, metavar="N", help="at most N tracks an album")
    group.add_argument("--least", type=int, metavar="N", help="refuse a genre with fewer tracks")
    group.add_argument("--min-seconds", type=int, metavar="S", help="shortest track")
    group.add_argument("--balance", type=Balance, choices=tuple(Balance))
    group.add_argument("--licences", type=Licences, choices=tuple(Licences))
    group.add_argument("--reading", type=Reading, choices=tuple(Reading), help="of tags")
    group.add_argument("--across", type=Conflict, choices=(Conflict.DROP, Conflict.FIRST))
    group.add_argument("--within", type=Conflict, choices=tuple(Conflict))
    group.add_argument("--seed", type=int, metavar="N", help="of the ranking")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _read(options: argparse.Namespace) -> Metadata:
    if options.metadata is not None:
        return read_metadata(options.metadata)
    return read_track_genres(options.track_genres, options.genres_table, options.medium_split)
