"""A case for the browser: with its sound, or with the reason why it has none; blind, with less."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from genre_core.audio import track_id
from genre_core.desk.bundles import BundleOffer
from genre_core.desk.cases import Case
from genre_core.desk.comments import Comment
from genre_core.desk.contrast import Contrast, Neighbour
from genre_core.desk.exhibits import Sound, Tag
from genre_core.desk.judgements import Chance, Judgement
from genre_core.desk.queues import Queue
from genre_core.outcomes import Outcome
from pages.parts import desk as seen
from pages.parts.casework import shown
from tests.genre_core.desk.floor import NOON, after
from tests.genre_core.sounds import music

JUDGEMENT = Judgement(
    verdict_id=1,
    model="tiny",
    version="1",
    outcome=Outcome.MISMATCH,
    predicted="Punk",
    p_value=None,
    root_p_value=0.01,
    alpha=0.05,
    severity=0.9,
    sentence="No, this is no Rock.",
    reason="None of 99 looked like it.",
    chances=(Chance("Punk", 0.9, False, True), Chance("Rock", 0.1, True, False)),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of some seconds."""
    path = tmp_path_factory.mktemp("sounds") / "song.flac"
    soundfile.write(path, music(6, 16_000, 1), 16_000)
    return path


@pytest.fixture
def hidden(sound: Path) -> Case:
    """A case of which nothing may be told."""
    return Case(
        token="token",
        flag_id=1,
        track_id=1,
        key="t0",
        sound=Sound("", str(sound), None, None),
        title="Song",
        artist="Band",
        album="Album",
        asked=Queue.AUDIT,
        reason="You answer first.",
        blind=True,
        top=("Rock", "Jazz"),
        expires_at=after(120),
        late=False,
    )


@pytest.fixture
def told(hidden: Case) -> Case:
    """The same with all that can be told, but nothing to compare with."""
    return replace(
        hidden,
        asked=Queue.FLAGGED,
        blind=False,
        reason="Handed on: two genres?",
        claimed="rock'n'roll",
        claimed_genre="Rock",
        tags=(Tag("year", "1977"),),
        history=("3 tracks of the artist in the catalogue.",),
        judgement=JUDGEMENT,
        album_offer=BundleOffer(9, "Album", ()),
        artist_offer=BundleOffer(0, "Band", ()),
        comments=(Comment("c", "t0", "al", "Al", "Odd.", NOON),),
    )


def neighbour(path: Path, **changes: object) -> Neighbour:
    """Return a confirmed track to compare with."""
    near = Neighbour(2, "t1", "", str(path), None, None, "Near", "Other", "Rock", 0.9, True)
    return replace(near, **changes)  # type: ignore[arg-type]  # any of its fields


def test_a_case_has_its_sound_and_all_that_is_told(told: Case, sound: Path) -> None:
    found = shown(told, after(60))
    assert [each.track_id for each in found.media] == [track_id(sound)]
    case = found.case
    assert (case.track, case.fault) == (track_id(sound), "")
    assert (case.token, case.track_key, case.top) == ("token", "t0", ("Rock", "Jazz"))
    assert case.verdict == seen.Judgement(
        "mismatch", JUDGEMENT.sentence, JUDGEMENT.reason, 0.01, "tiny 1"
    )
    assert [each.genre for each in case.chances] == ["Punk", "Rock"]
    assert case.overlay is not None
    assert (case.album, case.by_artist) == (seen.Others(9, "Album"), None)
    assert case.comments == (seen.Remark("Al", "1 minute ago", "Odd."),)
    assert case.tags == (("year", "1977"),)
    assert case.seconds_left == 60


def test_a_blind_case_has_its_sound_and_nothing_that_tells(hidden: Case) -> None:
    case = shown(hidden, NOON).case
    assert case.blind
    assert case.queue_reason == ""
    assert case.track
    assert (case.claimed, case.verdict, case.chances, case.overlay) == ("", None, (), None)
    assert (case.tags, case.history, case.comments, case.opinions) == ((), (), (), ())
    assert (case.contrast_claimed, case.contrast_predicted) == (None, None)


def test_why_a_track_is_here_is_not_said_twice(told: Case) -> None:
    assert shown(told, NOON).case.queue_reason == "Handed on: two genres?"
    for reason in (JUDGEMENT.sentence, Queue.FLAGGED.description):
        assert shown(replace(told, reason=reason), NOON).case.queue_reason == ""


@pytest.mark.parametrize("sha256", ["", "a" * 64])
def test_a_file_that_vanished_is_a_sentence_and_the_case_can_be_decided(
    told: Case, tmp_path: Path, sha256: str
) -> None:
    gone = Sound(sha256, str(tmp_path / "gone.flac"), None, None)
    found = shown(replace(told, sound=gone), NOON)
    assert found.media == ()
    assert found.case.track == ""
    assert re.search(r"(no file|can no longer be read).*\.$", found.case.fault)
    assert found.case.verdict is not None


def test_a_track_without_any_file_says_so(told: Case) -> None:
    found = shown(replace(told, sound=Sound("", "", None, None)), NOON)
    assert found.case.fault.startswith("The catalogue names no sound file for it.")


def test_a_file_that_is_no_sound_is_a_sentence(told: Case, tmp_path: Path) -> None:
    path = tmp_path / "words.mp3"
    path.write_text("These are words.")
    found = shown(replace(told, sound=Sound("", str(path), None, None)), NOON)
    assert (found.case.track, found.media) == ("", ())
    assert found.case.fault


def test_what_can_be_compared_with_is_heard(told: Case, sound: Path, tmp_path: Path) -> None:
    near = tmp_path / "near.flac"
    soundfile.write(near, music(4, 16_000, 1), 16_000)
    found = shown(replace(told, contrast=Contrast(claimed=neighbour(near))), NOON)
    assert [each.track_id for each in found.media] == [track_id(sound), track_id(near)]
    assert found.case.contrast_claimed == seen.Contrast(
        track_id(near), "Near", "Other", "Rock, confirmed by a moderator"
    )
    assert found.case.contrast_predicted is None


def test_a_comparison_whose_file_vanished_is_left_out(told: Case, tmp_path: Path) -> None:
    gone = neighbour(tmp_path / "gone.flac")
    found = shown(replace(told, contrast=Contrast(gone, gone)), NOON)
    assert found.case.track
    assert (found.case.contrast_claimed, found.case.contrast_predicted) == (None, None)
    assert len(found.media) == 1


def test_a_track_without_title_is_called_by_its_key(told: Case) -> None:
    assert shown(replace(told, title=""), NOON).case.title == "t0"


def test_another_recording_in_a_track_s_place_is_not_played(told: Case, sound: Path) -> None:
    other = Sound("b" * 64, str(sound), None, None)
    found = shown(replace(told, sound=other), NOON)
    assert found.media == ()
    assert "Another recording lies at its place" in found.case.fault


def test_of_an_excerpt_only_the_excerpt_is_played(told: Case, sound: Path) -> None:
    cut = Sound(track_id(sound), str(sound), 1.0, 4.0)
    (played,) = shown(replace(told, sound=cut), NOON).media
    assert played.seconds == pytest.approx(4.0, abs=0.01)
    assert played.mime == "audio/wav"
    assert played.track_id != track_id(sound)


def test_a_blind_case_does_not_tell_by_its_path(hidden: Case, tmp_path: Path) -> None:
    gone = Sound("", str(tmp_path / "Rock" / "001.wav"), None, None)
    case = shown(replace(hidden, title="", key="Rock/001.wav", sound=gone), NOON).case
    assert case.title == "A track without a title"
    assert "Rock" not in case.title + case.fault
