"""A case of the desk made ready for the browser: its words, its picture, its sound."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from genre_core.classifier import Classifier
from genre_core.desk.bundles import BundleOffer
from genre_core.desk.cases import Case
from genre_core.desk.contrast import Neighbour
from genre_core.desk.exhibits import Sound as Place
from genre_core.desk.judgements import Judgement
from genre_core.errors import AudioError, ModelError, UnreadableAudio
from genre_core.genres import read_claim
from genre_core.verdict import Verdict, judge
from pages.parts import desk as seen
from pages.parts import resources
from pages.parts.ago import ago
from pages.parts.player import Sound
from pages.parts.shelf import MIME
from pages.parts.viewing import overlay_of, sound_of

_NAMELESS = "A track without a title"
_BLIND_FAULT = "Its sound cannot be played. Skip it; who keeps the catalogue sees why."


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A case as the browser gets it, and the sounds that go with it."""

    case: seen.Case
    media: tuple[Sound, ...]


def shown(case: Case, now: datetime) -> Shown:
    """Return a case with its sound, picture and evidence, or with the reason why it has none."""
    words, media = _words(case, now), []
    try:
        path = _heard(case.sound)
        media.append(_sound(path))
    except AudioError as error:
        # The sentence may name the file, and a file's name often is a genre.
        return Shown(replace(words, fault=_BLIND_FAULT if case.blind else str(error)), ())
    nearby = (case.contrast.claimed, case.contrast.predicted)
    found = [_contrast(neighbour) for neighbour in nearby]
    media += [sound for _, sound in found if sound is not None]
    whole = replace(
        words,
        fault="",
        track=media[0].track_id,
        overlay=_overlay(case, media[0].track_id, path),
        contrast_claimed=found[0][0],
        contrast_predicted=found[1][0],
    )
    return Shown(whole, tuple(media))


def judged(judgement: Judgement) -> seen.Judgement:
    """Return a stored verdict in the desk's words."""
    return seen.Judgement(
        outcome=judgement.outcome.value.replace("_", " "),
        sentence=judgement.sentence,
        reason=judgement.reason,
        p=judgement.p_value if judgement.p_value is not None else judgement.root_p_value,
        model=f"{judgement.model} {judgement.version}",
    )


def chances_of(judgement: Judgement) -> tuple[seen.Chance, ...]:
    """Return a stored verdict's probabilities, the likeliest first."""
    return tuple(seen.Chance(c.genre, c.p, c.claimed, c.predicted) for c in judgement.chances)


def _words(case: Case, now: datetime) -> seen.Case:
    return seen.Case(
        token=case.token,
        track_key=case.key,
        # Where the catalogue's id is a path, it tells the genre as often as not.
        title=case.title or (_NAMELESS if case.blind else case.key),
        artist=case.artist,
        fault="No sound yet.",
        album_title=case.album,
        claimed=case.claimed,
        claimed_genre=case.claimed_genre,
        queue_reason=_reason(case),
        tags=tuple((tag.name, tag.value) for tag in case.tags),
        history=case.history,
        verdict=judged(case.judgement) if case.judgement else None,
        chances=chances_of(case.judgement) if case.judgement else (),
        top=case.top,
        album=_others(case.album_offer),
        by_artist=_others(case.artist_offer),
        comments=tuple(seen.Remark(r.name, ago(r.made_at, now), r.text) for r in case.comments),
        opinions=tuple(
            seen.Opinion(o.who, o.said, o.note, ago(o.decided_at, now)) for o in case.opinions
        ),
        seconds_left=max(0.0, (case.expires_at - now).total_seconds()),
        late=case.late,
        blind=case.blind,
    )


def _reason(case: Case) -> str:
    """Return why a track is in its queue, unless that stands on the page already."""
    said = {case.asked.description, case.judgement.sentence if case.judgement else ""}
    return "" if case.blind or case.reason in said else case.reason


def _others(offer: BundleOffer | None) -> seen.Others | None:
    return seen.Others(offer.count, offer.title) if offer is not None and offer.count else None


def _heard(place: Place) -> Path:
    """Return the file that is played: the catalogue's, or the excerpt that it names.

    Raises:
        AudioError: there is none, or it is not the one that the model heard.
    """
    if not place.location:
        raise UnreadableAudio(
            "The catalogue names no sound file for it. Decide by what is known, or skip it."
        )
    path = Path(place.location)
    sha256 = resources.identify(path)
    if place.sha256 not in ("", sha256):
        raise UnreadableAudio(
            f"Another recording lies at its place: the catalogue knows {place.sha256[:12]}..., the "
            f"file is {sha256[:12]}.... Skip the track, and tell who keeps the catalogue."
        )
    if place.start is None:
        return path
    return resources.excerpt(sha256, place.start, place.duration, path)


def _sound(path: Path) -> Sound:
    return sound_of(resources.identify(path), path, MIME.get(path.suffix.lower(), "audio/mpeg"))


def _contrast(neighbour: Neighbour | None) -> tuple[seen.Contrast | None, Sound | None]:
    """Return a track to compare with and its sound; neither where its file went away."""
    if neighbour is None:
        return None, None
    place = Place(neighbour.sha256, neighbour.location, neighbour.start, neighbour.duration)
    try:
        sound = _sound(_heard(place))
    except AudioError:
        return None, None
    said = seen.Contrast(sound.track_id, neighbour.title, neighbour.artist, neighbour.standing)
    return said, sound


def _overlay(case: Case, sha256: str, path: Path) -> seen.Overlay | None:
    """Return where in the picture the evidence lies, by the model that serves."""
    if case.blind:
        return None
    try:
        model = resources.desk_classifier()
        return overlay_of(sha256, path, _verdict(case, sha256, path, model), model)
    except (AudioError, ModelError):
        # The stored verdict stands without it, and so does the case.
        return None


def _verdict(case: Case, sha256: str, path: Path, model: Classifier) -> Verdict:
    hearing = resources.hearing(sha256, model.card.name, model.card.version, path)
    alpha = case.judgement.alpha if case.judgement else 0.05
    return judge(hearing.prediction, read_claim(case.claimed), model.calibration, alpha)
