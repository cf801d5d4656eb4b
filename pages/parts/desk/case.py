"""One flagged track as the moderator's desk shows it: small nouns that mirror its JSON.

All texts are plain: the browser writes them as text and never as markup. A blind case holds
nothing that could tell what the uploader or the model thinks; the constructor refuses it, so
that such a thing cannot even reach the browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from pages.parts.player import Heatmap, Stretch, Support


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What is laid over the picture of a case; as for `pages.parts.player.show_player`."""

    heatmaps: tuple[Heatmap, ...] = ()
    support: Support | None = None
    heard: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability `p` in [0, 1] that a model gives `genre`."""

    genre: str
    p: float
    claimed: bool = False
    predicted: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict in the words of the desk.

    `outcome` is one word ("mismatch"), `sentence` the answer, `reason` why, `p` the p-value in
    [0, 1] or None where the claim could not be tested, `model` its name and version.
    """

    outcome: str
    sentence: str
    reason: str = ""
    p: float | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Others:
    """The other tracks that one decision could cover: `count` >= 1 of album or artist `name`."""

    count: int
    name: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """A confirmed track to compare with; its sound is the one with the id `track`."""

    track: str
    title: str
    artist: str
    genre: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote of the track; `when` is ready to be read ("2 days ago")."""

    who: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody decided of the track before; `when` is ready to be read."""

    who: str
    said: str
    note: str
    when: str


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A track with all that the desk shows of it.

    Attributes:
        token: of the lease; it comes back with the decision.
        track_key: names the track in the store; it comes back with the decision.
        track: the `track_id` of its sound among the media; empty where there is none to show.
        fault: why there is no sound or picture, as a sentence; needed where `track` is empty.
        claimed: the uploader's own words; claimed_genre: the genre they name, or empty.
        tags: (name, value) as the file tells them; history: sentences of the artist's record.
        queue_reason: one sentence why the track lies here.
        top: up to nine genres for the number keys, in the order of the keys.
        album, by_artist: further undecided tracks that a decision could cover too.
        contrast_claimed, contrast_predicted: for the keys A and B; in a blind case none.
        seconds_left: until the lease ends, by the server's clock; the desk renews in time.
        late: the lease ended already, and a decision will count as an opinion of its own.
    """

    token: str
    track_key: str
    title: str
    artist: str
    track: str = ""
    fault: str = ""
    album_title: str = ""
    link: str = ""
    claimed: str = ""
    claimed_genre: str = ""
    queue_reason: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    verdict: Judgement | None = None
    chances: tuple[Chance, ...] = ()
    overlay: Overlay | None = None
    top: tuple[str, ...] = ()
    album: Others | None = None
    by_artist: Others | None = None
    contrast_claimed: Contrast | None = None
    contrast_predicted: Contrast | None = None
    comments: tuple[Remark, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    seconds_left: float = 300.0
    late: bool = False
    blind: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a case that could not be decided, or that is blind and tells."""
        if not (self.token and self.track_key):
            raise ValueError(
                f"The case of {self.title!r} has the token {self.token!r} and the track key "
                f"{self.track_key!r}; a decision needs both. Pass those of its lease."
            )
        if not (self.track or self.fault):
            raise ValueError(
                f"The case of {self.title!r} has neither a sound nor a reason why not. "
                "Pass the track_id of its sound, or a sentence as fault."
            )
        if self.blind and self._told:
            raise ValueError(
                f"The case of {self.title!r} is blind but tells {', '.join(self._told)}; the "
                "browser must not have them before the decision. Leave them out."
            )

    @property
    def _told(self) -> tuple[str, ...]:
        """The names of the fields that give away what uploader, model or others think."""
        fields = (
            "claimed",
            "claimed_genre",
            "verdict",
            "chances",
            "overlay",
            "contrast_claimed",
            "contrast_predicted",
            "opinions",
            "comments",
        )
        return tuple(name for name in fields if getattr(self, name))
