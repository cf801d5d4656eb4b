"""What the forms of other tools have in common."""

from collections.abc import Mapping

from genre_core.exchange.flat import META
from genre_core.exchange.objects import Object
from genre_core.exchange.rows import genre_names
from genre_core.ruling import Answer

_WORDS = {answer.value: answer for answer in Answer}


def meta_of(said: Object) -> Object:
    """Return the flat record that we put among the meta of something, or {}."""
    for place in ("meta", "sandbox"):
        meta = said.get(place)
        if isinstance(meta, Mapping) and isinstance(meta.get(META), dict):
            record: Object = meta[META]
            return record
    return {}


def objects_in(value: object) -> tuple[Object, ...]:
    """Return the objects of a list, whatever else there is."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(each for each in value if isinstance(each, dict))


def answered(chosen: tuple[str, ...], claimed_genre: str) -> tuple[Answer, tuple[str, ...]]:
    """Return what choices say of a claim: a word of ours among them, or that the genre is ...

    Raises:
        ValueError: a choice is neither a word nor a genre.
    """
    plain = [choice.strip().lower().replace(" ", "_") for choice in chosen]
    words = [_WORDS[each] for each in plain if each in _WORDS and each != Answer.GENRE_IS]
    if words:
        return words[0], ()
    named = [c for c, each in zip(chosen, plain, strict=True) if each not in _WORDS]
    genres = genre_names(tuple(named))
    if genres == (claimed_genre,):
        return Answer.HOLDS, ()
    return Answer.GENRE_IS, genres
