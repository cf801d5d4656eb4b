"""What a decision says, as colleagues read it."""

from collections.abc import Sequence

from genre_core.ruling import Answer

_SAID = {
    Answer.HOLDS: "the claim holds",
    Answer.CANNOT_TELL: "cannot tell",
    Answer.NOT_MUSIC: "not music, or damaged",
    Answer.ESCALATE: "handed on",
    Answer.SKIP: "skipped",
    Answer.UNDO: "took it back",
}


def wording(answer: Answer, genres: Sequence[str]) -> str:
    """Return an answer in words, to stand after a name and a colon: "Punk and Rock", "skipped".

    Args:
        answer: what was said.
        genres: the tree's names; with GENRE_IS one or more.
    """
    return " and ".join(genres) if answer is Answer.GENRE_IS else _SAID[answer]
