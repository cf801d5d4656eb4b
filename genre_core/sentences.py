"""What a verdict says: one sentence to read aloud, and one with the numbers.

The sentence uses a listener's words and never contradicts itself: where the claimed genre is
the network's best guess although honest tracks look far more like it, or where a claim holds
although another genre is likelier still, it says so. Claims come from people, so a claim
that is quoted is cut to one short line.
"""

from genre_core.conformal import Tally, tracks_needed
from genre_core.genres import GENRES, Claim
from genre_core.outcomes import Finding, Outcome, Scope

_LONGEST_QUOTE = 40
_NOUNS = {
    "Chiptune": "track",
    "Classical": "piece",
    "Electronic": "track",
    "Soundtrack": "piece",
    "Trip-Hop": "track",
}


def noun(genre: str) -> str:
    """Return what one calls a single work of a genre: song, piece or track."""
    return _NOUNS.get(genre, "song")


def one_of(genre: str) -> str:
    """Return a work of a genre with its article: "a Rock song", "an Electronic track"."""
    article = "an" if genre[0] in "AEIOU" else "a"
    return f"{article} {genre} {noun(genre)}"


def quoted(claim: Claim) -> str:
    """Return the claim as written, cut to one short line."""
    line = " ".join(claim.text.replace("\0", " ").split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 3] + "..."


def sentence(finding: Finding, alpha: float) -> str:
    """Return the outcome at alpha as a sentence that a person can read aloud."""
    outcome, scope = finding.outcome(alpha), finding.scope(alpha)
    if outcome is Outcome.CANNOT_TEST:
        return _cannot_test(finding, alpha)
    if outcome is Outcome.SIBLING:
        return _sibling(finding)
    if scope is Scope.FAMILY:
        return _of_family(finding, outcome)
    return _of_genre(finding, outcome)


def reason(finding: Finding, alpha: float) -> str:
    """Return the numbers behind the outcome at alpha as one sentence."""
    scope, genre = finding.scope(alpha), finding.genre.name
    if scope is Scope.NONE:
        return (
            f"Flagging at or below {alpha:g} needs {tracks_needed(alpha)} honest tracks; the "
            f"model has {finding.leaf.n} of {genre} and {finding.family.n} of its family."
        )
    line = f"; flagged at or below {alpha:g}"
    of_genre = _counted(finding.leaf, genre, genre)
    of_family = _counted(finding.family, f"{finding.genre.root}-family", "that family")
    if scope is Scope.FAMILY:
        doubt = finding.leaf.as_strange and finding.family.p_value <= alpha
        return f"Of {of_family}{line})" + (f", but of {of_genre})." if doubt else ".")
    rejected = finding.leaf.p_value <= alpha
    if not rejected or finding.family == finding.leaf:
        return f"Of {of_genre}{line})."
    link = "and" if finding.family.p_value <= alpha else "but"
    return f"Of {of_genre}), {link} of {of_family}; flagged if both are at or below {alpha:g})."


def sentence_without_genre(claim: Claim) -> str:
    """Return the sentence for a claim that names no single genre."""
    if not claim.text.strip():
        return "I cannot test this claim: no genre was named."
    meant = " or ".join(genre.name for genre in claim.suggestions)
    question = f"; did you mean {meant}?" if meant else "."
    return f'I cannot test this claim: "{quoted(claim)}" is not one genre that I know{question}'


def reason_without_genre(claim: Claim) -> str:
    """Return why the claim cannot be looked up, as one sentence."""
    if not claim.text.strip():
        return "The claim is empty."
    return (
        f"None of the {len(GENRES)} genres of the tree, nor any of their other names, is "
        f'spelled "{quoted(claim)}".'
    )


def _counted(tally: Tally, of: str, like: str) -> str:
    """The count and its p-value; the caller ends the sentence and closes the bracket."""
    counted = str(tally.as_strange) if tally.as_strange else "none"
    return (
        f"{tally.n} honest {of} track{'' if tally.n == 1 else 's'}, {counted} looked as little "
        f"like {like} as this one (p = {tally.p_value:.4g}"
    )


def _of_genre(finding: Finding, outcome: Outcome) -> str:
    genre, top = finding.genre.name, finding.predicted
    if outcome is Outcome.PLAUSIBLE:
        rival = "" if top == genre else f", although it looks even more like {top}"
        return f"Yes, this could well be {one_of(genre)}{rival}."
    if outcome is Outcome.UNCLEAR:
        if top == genre:
            return (
                f"Hard to say: {genre} is the best guess, but most honest {genre} "
                f"{noun(genre)}s look more like {genre} than this one."
            )
        return (
            f"Hard to say: it looks more like {top}, yet a few honest {genre} "
            f"{noun(genre)}s look this little like {genre}."
        )
    if top == genre:
        return (
            f"I doubt it: {genre} is still the best guess, but honest {genre} {noun(genre)}s "
            f"look more like {genre} than this one."
        )
    if top == finding.nearest:
        return (
            f"I doubt it: {top}, of the same family, comes closest, but honest songs of the "
            f"{finding.genre.root} family look more like that family than this one."
        )
    return f"No: this does not look like {one_of(genre)}; it looks like {top}."


def _sibling(finding: Finding) -> str:
    genre, top, nearest = finding.genre.name, finding.predicted, finding.nearest
    if nearest != genre:
        rival = "" if top == nearest else f", although it looks most like {top}"
        return f"The same family, but it sounds closer to {nearest}{rival}."
    guess = f"{genre} is still" if top == genre else f"{top} is"
    return (
        f"The same family, but unusual for {one_of(genre)}: {guess} the best guess, and most "
        f"honest {genre} {noun(genre)}s look more like {genre} than this one."
    )


def _of_family(finding: Finding, outcome: Outcome) -> str:
    genre, root, top = finding.genre.name, finding.genre.root, finding.predicted
    known = (
        f"the model knows too few {genre} {noun(genre)}s to tell"
        if finding.learnt
        else f"the model never learnt {genre}"
    )
    elsewhere = top != finding.nearest
    if outcome is Outcome.PLAUSIBLE:
        rival = f", although it looks even more like {top}" if elsewhere else ""
        return f"It may be: {known}, but this could well be of the {root} family{rival}."
    if outcome is Outcome.UNCLEAR:
        return (
            f"Hard to say: {known}, and most honest songs of the {root} family look more like "
            "that family than this one."
        )
    if elsewhere:
        return f"No: {known}, but this does not look like the {root} family; it looks like {top}."
    return (
        f"I doubt it: {known}, and although {top} comes closest, honest songs of the {root} "
        "family look more like that family than this one."
    )


def _cannot_test(finding: Finding, alpha: float) -> str:
    genre, root = finding.genre.name, finding.genre.root
    if finding.nearest is None:
        return f"I cannot test this claim: the model never learnt {genre} or its family."
    if finding.family.n:
        return (
            f"I cannot test this claim so strictly: flagging at most {100 * alpha:g}% of honest "
            f"{noun(genre)}s needs {tracks_needed(alpha)} of them to compare with, and the model "
            f"{_has(finding)}."
        )
    if finding.learnt:
        few = f"the model knows too few honest {genre} {noun(genre)}s"
    else:
        few = f"the model never learnt {genre}, and knows too few songs of the {root} family"
    return f"I cannot test this claim: {few}."


def _has(finding: Finding) -> str:
    """What the model can compare with: of the genre, and of the family where that is more."""
    genre, leaf, family = finding.genre.name, finding.leaf.n, finding.family.n
    of_family = f"{family} of the {finding.genre.root} family"
    if not finding.learnt:
        return f"never learnt {genre} and has {of_family}"
    return f"has {leaf} of {genre}" + (f" and {of_family}" if family > leaf else "")
