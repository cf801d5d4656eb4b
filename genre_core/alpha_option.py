"""Alpha as an option of a command line."""

import argparse

from genre_core.conformal import check_alpha
from genre_core.errors import PolicyError


def read_alpha(text: str) -> float:
    """Return the alpha that was typed; raise ArgumentTypeError with a sentence for what is none."""
    try:
        alpha = float(text)
        check_alpha(alpha)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number. Use for example 0.05.") from error
    except PolicyError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return alpha
