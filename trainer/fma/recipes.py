"""Named choices of tracks; each is a small frozen value that says everything a choice depends on.

Caps: a net learns an artist's studio sooner than a genre, so nobody fills a class. 10 tracks
are 1% of a full class of 1,000. Labels are made per album (of fma_medium's 5,152 albums 5,028
carry one label throughout), so 5 tracks of an album say little that 20 would not.
"""

from dataclasses import dataclass
from enum import StrEnum

from genre_core.genres import GENRES, find
from trainer.errors import CurationError
from trainer.fma.licences import Licences
from trainer.fma.metadata import Subset
from trainer.fma.rules import Conflict, Reading, TagRules

ALL_GENRES = tuple(genre.name for genre in GENRES)

UNLIMITED = 1_000_000
"""A cap that no track meets: the archive has 106,574."""


class Balance(StrEnum):
    """How classes of different size are evened out.

    ``cap`` takes at most as many as the cap allows, and leaves scarce genres scarce; the trainer
    weighs them. ``equal`` cuts every genre to the size of the scarcest.
    """

    CAP = "cap"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Caps:
    """At most so many tracks of one genre, artist or album; each >= 1."""

    genre: int = 1_000
    artist: int = 10
    album: int = 5

    def __post_init__(self) -> None:
        """Raise CurationError for a cap below 1."""
        if min(self.genre, self.artist, self.album) < 1:
            raise CurationError(
                f"The caps are {self.genre} a genre, {self.artist} an artist and {self.album} an "
                "album; each must be 1 or more."
            )


@dataclass(frozen=True, slots=True)
class CurationRecipe:
    """One way to choose tracks.

    Attributes:
        name: what its files are called.
        description: one sentence.
        subset: the archive that the clips come from, fma_SUBSET.zip.
        rules: how tags become a label.
        genres: which of the twenty are taken.
        contest: the choice is the contest's list, and nothing else decides.
        caps, balance: see :class:`Caps` and :class:`Balance`.
        licences: which licences are taken.
        min_seconds: shortest track in s, >= 0; clips are 30 s out of its middle.
        least: a genre with fewer chosen tracks is refused, >= 1.
        seed: of the hash by which tracks are ranked.

    Raises:
        CurationError: fewer than one genre, one twice, or a number below its least.
        GenreError: a genre is none of the twenty.
    """

    name: str
    description: str
    subset: Subset = Subset.LARGE
    rules: TagRules = TagRules()
    genres: tuple[str, ...] = ALL_GENRES
    contest: bool = False
    caps: Caps = Caps()
    balance: Balance = Balance.CAP
    licences: Licences = Licences.OPEN
    min_seconds: int = 30
    least: int = 20
    seed: int = 440

    def __post_init__(self) -> None:
        """Check genres and numbers."""
        for name in self.genres:
            find(name)
        if not self.genres or len(set(self.genres)) < len(self.genres):
            raise CurationError(
                f"The recipe {self.name} has the genres {', '.join(self.genres) or 'none'}; it "
                "needs one or more, none twice."
            )
        if self.least < 1 or self.min_seconds < 0:
            raise CurationError(
                f"The recipe {self.name} asks for {self.least} tracks a genre and "
                f"{self.min_seconds} s a track; give at least 1 track and 0 s."
            )

    @property
    def archive(self) -> str:
        """The archive's folder, and its zip's name without .zip."""
        return f"fma_{self.subset}"


RECIPES = {
    recipe.name: recipe
    for recipe in (
        CurationRecipe(
            name="seed-2020",
            description="Exactly the contest's 3,834 clips, its labels and its train/test split.",
            rules=TagRules(
                Reading.OWN, leaf_first=False, across=Conflict.FIRST, within=Conflict.FIRST
            ),
            contest=True,
            caps=Caps(UNLIMITED, UNLIMITED, UNLIMITED),
            licences=Licences.ANY,
            min_seconds=0,
            least=1,
        ),
        CurationRecipe(
            name="fma-large-20",
            description="Up to 1,000 clips a genre out of fma_large, at most 10 an artist.",
        ),
        CurationRecipe(
            name="fma-medium-20",
            description="The same out of fma_medium: a quarter of the download.",
            subset=Subset.MEDIUM,
        ),
    )
}

DEFAULT = "fma-large-20"


def find_recipe(name: str) -> CurationRecipe:
    """Return a recipe by its name; raise CurationError if there is none."""
    if name not in RECIPES:
        raise CurationError(f"There is no recipe {name!r}. Choose one of {', '.join(RECIPES)}.")
    return RECIPES[name]
