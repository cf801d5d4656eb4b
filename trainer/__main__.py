"""``python -m trainer STEP``: a step's exit code, and a sentence for whatever ends it.

:mod:`trainer.command_line` loads all that the steps need, which takes a while; here stands only
what must be ready before, so that Ctrl-C is answered from the first moment on.
"""

import os
import sys

from genre_core.errors import SpectrogramError
from trainer.interruption import INTERRUPTED, SENTENCE, check, end_at_once, interruptible, leave

__all__ = ["INTERRUPTED", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Run a step; return 0, or 1 where it failed, or 130 where it was interrupted."""
    try:
        with interruptible():
            from trainer.command_line import run

            check()
            return run(arguments, main)
    except SpectrogramError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"\n{error.strerror or error}: {error.filename or 'a file'}. What was done is kept; "
            "mend this and run the same command again.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(SENTENCE)
        return INTERRUPTED


def _quieten_tensorflow(step: str) -> None:
    """Keep TensorFlow's log off standard error; of use only before Keras is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if step == "describe" or os.environ.get("KERAS_BACKEND") == "jax":
        # oneDNN announces itself whatever the level. Where TensorFlow computes nothing it can do
        # without; training on it cannot.
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


if __name__ == "__main__":
    # Not in main(), which tests call in a process that may train later.
    end_at_once()
    _quieten_tensorflow("".join(sys.argv[1:2]))
    code = main()
    if code == INTERRUPTED:
        leave()
    sys.exit(code)
