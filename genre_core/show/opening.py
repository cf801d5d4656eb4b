"""The running order that a fresh machine starts with: six tracks that were composed for it.

They need no network and nobody's leave. What each one truly is, its composer knows: it was written
in that style. Three claims are false on purpose. All are played from their beginning: an excerpt
that was chosen to please the CNN would prove nothing.
"""

from dataclasses import dataclass

from genre_core.crate.tracks import ARTIST, UPLOADS
from genre_core.show.scenes import Kind, Round, RunningOrder, Scene
from genre_core.synthesiser import PIECES

TITLE = "Does this look like a rock song to you?"
_LICENCE = "CC0 1.0"
_ROUND_SECONDS = 90.0  # 20 of music, four reveals, and a laugh


@dataclass(frozen=True, slots=True)
class _Cue:
    """A piece of the crate, and what the presenter may say of it."""

    slug: str
    notes: str


_FIRST = (
    _Cue(
        "night-bus",
        "A warm-up that nobody should get wrong. Say where to look: time runs to the right, pitch "
        "goes up, bright is loud. Point out that everybody may change the vote until it closes.",
    ),
    _Cue(
        "falling-ground",
        "The question of the evening. It was uploaded as Rock; it is a canon for three violins. If "
        "the CNN says no but names another genre than the label, say so: to doubt a claim is "
        "easier than to name the truth.",
    ),
    _Cue(
        "iron-filings",
        "Distorted guitars, uploaded as Classical. Ask who knew it from the picture before hearing "
        "it. At the map, read the sentence aloud and point at the place.",
    ),
)
_SECOND = (
    _Cue(
        "pocket-planet",
        "An old game console. Square waves make the even ladders in the picture. If the model "
        "never learnt Chiptune, its verdict is on the family, Electronic, and says so.",
    ),
    _Cue(
        "letters-from-the-orchard",
        "A picked guitar and a tin whistle, uploaded as Punk. Watch the belief over time. A model "
        "that never learnt Punk tests the family, Rock, and may find it hard to say; that is an "
        "honest answer, and no flag.",
    ),
    _Cue(
        "lighthouse-keeper",
        "Piano and strings, uploaded as OST: a soundtrack. The hardest one, since film music and "
        "Classical share their instruments. Read both shares aloud before the label.",
    ),
)


def opening_order() -> RunningOrder:
    """Return the order: a title, the problem, two times three tracks, results, a closing card."""
    return RunningOrder(
        TITLE,
        (
            *_beginning(),
            *map(_round_scene, _FIRST),
            Scene(
                "seed",
                Kind.SEED,
                "Where it began",
                "They know different genres: look how far each is beyond guessing one for all.",
                "The slides' network was right on 29 of 100 tracks, of twenty genres, and had no "
                "way to say how sure it was. Ours is shown as it was measured, with its interval; "
                "do not promise more than the screen says.",
                60.0,
            ),
            *map(_round_scene, _SECOND),
            *_ending(),
        ),
    )


def _beginning() -> tuple[Scene, ...]:
    return (
        Scene(
            "welcome",
            Kind.TITLE,
            TITLE,
            "Scan the code with your phone. No account, no name, nothing to install.",
            "Leave this up while people come in. Watch the number of phones in the notes; go on "
            "when it stops growing. The address under the code is for those who type.",
            120.0,
        ),
        Scene(
            "problem",
            Kind.PROBLEM,
            "Nobody checks the label",
            "A streaming service believes what its uploaders say.\n"
            "A wrong genre brings the wrong listeners, and some upload it on purpose.\n"
            "Can a picture of the sound tell?",
            "One minute, not more: the room wants to vote. Explain what a spectrogram is with the "
            "first track, not here.",
            60.0,
        ),
    )


def _ending() -> tuple[Scene, ...]:
    return (
        Scene(
            "microphone",
            Kind.MICROPHONE,
            "Play us anything",
            "20 seconds, and the network says what it hears.",
            "An instrument, a phone held to the microphone, a voice. Without a microphone upload a "
            "file, or simply go on to the next scene.",
            120.0,
        ),
        Scene(
            "lab",
            Kind.LAB,
            "What a flag is worth",
            "The simple rule: flag whatever the network's top guess contradicts.",
            "One chart, one sentence: to flag whatever the network's first guess contradicts "
            "accuses many who were honest; the verdict keeps false flags at the level that was "
            "chosen.",
            90.0,
        ),
        Scene(
            "score",
            Kind.SCORE,
            "Room against network against chance",
            "",
            "Read the three numbers. Six tracks prove nothing about either side; the evidence is "
            "the chart before this one.",
            45.0,
        ),
        Scene(
            "closing",
            Kind.CLOSING,
            "Thank you",
            "Nothing of you was kept but your votes.",
            "Questions. Leave this up; the results are saved and can be downloaded.",
            60.0,
        ),
    )


def _round_scene(cue: _Cue) -> Scene:
    """Return a round on a piece of the crate, under the claim that its uploader made."""
    piece = next(piece for piece in PIECES if piece.slug == cue.slug)
    upload = next(upload for upload in UPLOADS if upload.slug == cue.slug)
    played = Round(
        track=cue.slug,
        claim=upload.claim,
        truth=piece.style,
        artist=ARTIST,
        title=piece.title,
        licence=_LICENCE,
    )
    return Scene(cue.slug, Kind.ROUND, notes=cue.notes, seconds=_ROUND_SECONDS, round=played)
