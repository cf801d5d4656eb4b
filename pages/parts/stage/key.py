"""The presenter's key: who has it leads the show, everybody else is the audience.

It is random, lies beside the votes so that a server that was killed and started again still knows
its presenter, and comes into the browser by the link that `make stage` prints. From then on it
travels in a cookie that no script can read.
"""

import os
import re
import secrets
from pathlib import Path

from genre_core.errors import ShowError

VARIABLE = "SPECTROGRAM_STAGE_KEY"
COOKIE = "spectrogram_presenter"
SHORTEST = 8
"""Characters of a key that somebody chose; what the machine chooses has 32."""

# What neither an address nor a cookie has to escape.
_FORM = re.compile(rf"[A-Za-z0-9_.~-]{{{SHORTEST},200}}")


def keep_key(folder: Path) -> str:
    """Return the key of the environment, or else the one in ``folder``, made the first time.

    Raises:
        ShowError: it is too short to be a secret, or cannot be kept.
    """
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        return _checked(chosen)
    path = folder / "key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_for_me_alone(path, secrets.token_urlsafe(24))
        return _checked(path.read_text("ascii").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise ShowError(
            f"The presenter's key cannot be kept in {path} ({error}). A folder that may be written "
            f"to was needed; name one in SPECTROGRAM_DATA, or give a key in {VARIABLE}."
        ) from error


def matches(key: str, offered: str) -> bool:
    """Whether what was offered is the key; it takes as long whatever is wrong with it."""
    return bool(key) and secrets.compare_digest(key.encode(), offered.encode())


def _checked(key: str) -> str:
    if not _FORM.fullmatch(key):
        raise ShowError(
            f"The presenter's key has {len(key)} characters; {SHORTEST} or more letters, digits "
            f"and hyphens were needed, so that nobody in the room guesses it. Change {VARIABLE}."
        )
    return key


def _write_for_me_alone(path: Path, text: str) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
