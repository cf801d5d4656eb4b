"""The microphone's round: what the CNN makes of whatever the room plays, with nothing claimed."""

from dataclasses import dataclass

from genre_core.analysis import hear
from genre_core.audio import decode
from genre_core.classifier import Classifier
from genre_core.picture import draw_picture
from genre_core.sentences import one_of
from genre_core.show.belief import Belief, belief
from genre_core.spectrogram import compute

SURE, TORN = 0.6, 0.4
"""Probabilities from which a guess is stated, and below which two genres are named."""


@dataclass(frozen=True, slots=True, eq=False)
class Overheard:
    """What a model makes of a sound.

    Attributes:
        seconds: of the sound.
        belief: over these seconds.
        png: its picture, 0 to 4 kHz.
        sentence: what it looks like, to be read aloud.
    """

    seconds: float
    belief: Belief
    png: bytes
    sentence: str


def overhear(sound: bytes, classifier: Classifier) -> Overheard:
    """Let a model hear what a microphone or an upload gave; 20 s take half a second.

    Raises:
        AudioError: it does not decode, is silent or too short; the message says so to people.
    """
    hear(sound, classifier)  # asks, as for any track, whether there is something to judge
    drawn = compute(decode(sound, classifier.spec.sample_rate), classifier.spec)
    felt = belief(drawn, classifier)
    picture = draw_picture(sound)
    return Overheard(picture.seconds, felt, picture.png, said_of(felt))


def said_of(felt: Belief) -> str:
    """Return a belief as a sentence that says how sure it is."""
    chances = felt.chances[-1]
    second, first = chances.argsort()[-2:]
    genre, chance = felt.genres[first], float(chances[first])
    if chance >= SURE:
        return f"This looks like {one_of(genre)} to me ({chance:.0%})."
    rival = felt.genres[second]
    if chance >= TORN:
        return f"This looks most like {one_of(genre)} to me ({chance:.0%}); perhaps it is {rival}."
    return f"I cannot make up my mind: {genre} ({chance:.0%}) or {rival} ({chances[second]:.0%})."
