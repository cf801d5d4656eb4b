"""Which column says what: catalogues name the same thing in many ways.

Names are compared without case, blanks and punctuation. A column that no list knows becomes a tag
of the track, so that nothing of a catalogue is lost.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

TRACK = {
    "id": "id track_id key song_id trackid uid",
    "location": (
        "location path file_path filepath file_name filename file audio audio_path audio_filepath "
        "audio_url url"
    ),
    "title": "title track_title track_name song name",
    "artist": "artist artist_name performer",
    "album": "album album_title album_name release",
    "claimed": "track_claimed claimed claimed_genre genre claim label labels genres",
    "start": "start offset start_time",
    "duration": "duration length",
    "plays": "plays listens play_count playcount streams",
    "licence": "licence license",
    "link": "link page permalink track_url",
    "uploaded_at": "uploaded_at uploaded upload_date date_created",
    "tags": "tags keywords",
    "track_sha256": "track_sha256 sha256",
}
"""What a row says of a track -> the columns that may say it, the first one there is asked."""

DECISION = (
    "decision", "genres", "moderator", "moderator_name", "decided_at", "key", "supersedes",
    "settles", "chosen_by", "sha256", "reason", "note", "taken_at", "seconds", "queue", "blind",
    "bundle", "claimed", "claimed_genre",
)  # fmt: skip
"""The columns of a decision; they count where there is a column ``decision``.

The claim that was decided on is told by the last two where ``track_claimed`` tells the track's own;
otherwise one claim is meant for both.
"""

OPINION = ("model", "model_version", "outcome", "p_value", "predicted", "probabilities")
"""The columns of a model's verdict, which go out and do not come back in."""

_CLAIMS = ("claimed", "claimed_genre")
TRACK_CLAIMED = "track_claimed"
"""What the track claims now, beside what was decided on; there in every export, empty or not."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a row says what.

    Attributes:
        places: {what is said: column}.
        tags: the columns that no list knows.
        decides: whether rows are decisions.
        tells_claims: whether they tell the claim that was decided on from the track's.
    """

    places: dict[str, str]
    tags: tuple[str, ...]
    decides: bool
    tells_claims: bool = False

    @property
    def names_tracks(self) -> bool:
        """Whether a row can be told from the next one."""
        return "id" in self.places or "location" in self.places


@lru_cache(maxsize=256)
def plan(columns: tuple[str, ...]) -> Plan:
    """Return where rows with these columns say what."""
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(plain(column), column)
    decides = "decision" in known
    tells_claims = decides and TRACK_CLAIMED in known
    ours = {*DECISION, *OPINION} if decides else set()
    places = {}
    for field, names in TRACK.items():
        open_names = [name for name in names.split() if name in known and _free(name, field, ours)]
        if open_names:
            places[field] = known.pop(open_names[0])
    if decides:
        places |= {f"decision.{name}": known.pop(name) for name in DECISION if name in known}
    tags = tuple(column for name, column in known.items() if name and name not in ours)
    return Plan(places, tags, decides, tells_claims)


def plain(column: str) -> str:
    """Return a column's name for comparing: "Claimed Genre" is claimed_genre."""
    return re.sub(r"[^a-z0-9#]+", "_", column.strip().lower()).strip("_")


def recognised(columns: Iterable[str]) -> int:
    """Return how many of these columns are known by name."""
    return len(plan(tuple(columns)).places)


def _free(name: str, field: str, ours: set[str]) -> bool:
    # Beside decisions "key" names the decision; a claim may be both's.
    return name not in ours or (field == "claimed" and name in _CLAIMS)
