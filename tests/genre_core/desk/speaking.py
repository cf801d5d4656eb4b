"""Decisions made up for tests of figures, without a store."""

from dataclasses import replace
from itertools import count
from typing import Any

from genre_core.desk.labels import label, upholds
from genre_core.desk.voices import Voice
from genre_core.ruling import Answer, Chosen
from tests.genre_core.desk.histories import NOW

_NUMBERS = count(1)


def say(track: int, who: str, said: str, **columns: Any) -> Voice:
    """A decision: ``said`` is an answer's word, or genres with commas.

    Unless columns say otherwise the claim is Rock, and every track has an artist of its own.
    """
    number = next(_NUMBERS)
    words = {answer.value for answer in Answer}
    answer = Answer(said) if said in words else Answer.GENRE_IS
    genres = () if said in words else tuple(said.split(","))
    voice = Voice(
        number=number,
        key=f"key-{number}",
        supersedes="",
        track=track,
        moderator=who,
        name=who.title(),
        answer=answer,
        genres=genres,
        queue="everything",
        chosen_by=Chosen.CHANCE,
        blind=False,
        settles=False,
        bundle="",
        decided_at=NOW,
        taken_at=None,
        seconds=None,
        artist=f"artist {track}",
        claimed="Rock",
        verdict=None,
        predicted="",
        model="",
        p_value=None,
        cut=0.05,
        label="",
        upholds=False,
    )
    voice = replace(voice, **columns)
    return replace(
        voice,
        label=label(voice.answer, voice.genres, voice.claimed),
        upholds=upholds(voice.answer, voice.genres, voice.claimed),
    )
