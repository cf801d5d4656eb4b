"""What a claim is called in the tree."""

from functools import lru_cache

from genre_core.genres import read_claim


@lru_cache(maxsize=4096)
def genre_of(claimed: str) -> str:
    """Return the tree's name for a claim as somebody wrote it, "" where it names no genre."""
    genre = read_claim(claimed).genre
    return genre.name if genre else ""
