"""What is said of a show that was left behind: how many votes it has, and where they are."""

from genre_core.show.left_behind import LeftBehind


def farewell(left: LeftBehind) -> str:
    """Return that it has ended, in a sentence."""
    named = f"“{left.title}”" if left.title else "the one before"
    votes = f"{left.votes} {'vote' if left.votes == 1 else 'votes'}"
    return f"The running order was changed, so a new show began; {named}, with {votes}, has ended."


def whereabouts(left: LeftBehind) -> str:
    """Return where its votes are, for who reads it on the command line."""
    return (
        f"Its results and their CSV are at /stage?results=1&show={left.show}, or by\n"
        f"python -m genre_core show results --show {left.show} --csv FILE"
    )
