"""The choice of track and claim: by widgets, by links, by what a visitor brings along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from genre_core.audio import track_id
from genre_core.crate.tracks import UPLOADS, rendered_folder
from pages.parts.shelf import put_on_shelf
from tests.genre_core.sounds import encode, music
from tests.pages.uploads import MARKUP, is_marked_up, tagged
from tests.pages.visit import Visit

OpenApp = Callable[..., Visit]
FIRST = UPLOADS[0]
WAV = encode(music(8, 16_000, 1), 16_000)


def test_first_visit_names_the_first_track_and_its_claim_in_the_address(visit: OpenApp) -> None:
    assert visit().link == {"track": FIRST.slug, "claim": FIRST.claim}


def test_new_track_brings_its_own_claim(visit: OpenApp) -> None:
    page = visit().claim("Jazz").pick("rain-on-line-four")
    assert page.claimed == "Trip-Hop"
    assert page.link == {"track": "rain-on-line-four", "claim": "Trip-Hop"}


@pytest.mark.parametrize(
    ("typed", "question", "address"),
    [
        ("Rock", "Does this look like a Rock song to you?", "Rock"),
        ("hip hop", "Does this look like a Hip-Hop song to you?", "Hip-Hop"),
        ("OST", "Does this look like a Soundtrack piece to you?", "Soundtrack"),
        ("asdf", 'Is this "asdf"?', "asdf"),
        (None, "What does it claim to be?", ""),
        (MARKUP, f'Is this "{MARKUP[:37]}..."?', MARKUP),
    ],
)
def test_question_and_address_follow_the_claim(
    visit: OpenApp, typed: str | None, question: str, address: str
) -> None:
    page = visit().claim(typed)
    assert page.question == question
    assert page.link == {"track": FIRST.slug, "claim": address}


def test_claim_nobody_knows_is_answered(visit: OpenApp) -> None:
    page = visit().claim("asdf")
    assert page.answer == 'I cannot test this claim: "asdf" is not one genre that I know.'
    assert page.suggestions == []


def test_suggestion_is_taken_by_a_click(visit: OpenApp) -> None:
    page = visit().claim("rok")
    assert page.answer.endswith("did you mean Rock?")
    assert page.suggestions == ["Rock"]
    page.app.pills[0].select("Rock")
    page.run()
    assert (page.claimed, page.link["claim"], page.suggestions) == ("Rock", "Rock", [])


def test_link_chooses_track_and_claim(visit: OpenApp) -> None:
    page = visit(track="night-bus", claim="Jazz")
    assert (page.track, page.claimed, page.complaint) == ("night-bus", "Jazz", None)


def test_link_without_a_claim_takes_the_tracks_own(visit: OpenApp) -> None:
    page = visit(track="rain-on-line-four")
    assert page.link == {"track": "rain-on-line-four", "claim": "Trip-Hop"}


@pytest.mark.parametrize(("claim", "read"), [("hip hop", "Hip-Hop"), ("zzz", "zzz"), ("", None)])
def test_claim_of_a_link_is_read_as_people_write(
    visit: OpenApp, claim: str, read: str | None
) -> None:
    page = visit(track="night-bus", claim=claim)
    assert page.claimed == read
    assert page.link["claim"] == (read or "")


@pytest.mark.parametrize("track", ["nowhere", "../../etc/passwd", "f" * 64, MARKUP])
def test_link_to_a_track_that_is_not_here_is_said(visit: OpenApp, track: str) -> None:
    page = visit(track=track, claim="Jazz")
    assert page.complaint is not None
    assert page.complaint.startswith(f'There is no track "{track[:21]}')
    assert (page.track, page.claimed) == (FIRST.slug, "Jazz")
    assert page.run().complaint is None


def test_other_parameters_of_a_link_do_no_harm(visit: OpenApp) -> None:
    page = visit(track="night-bus", claim="Jazz", utm_source="mail")
    assert page.link == {"track": "night-bus", "claim": "Jazz"}


def test_back_returns_to_the_choice_and_writes_no_new_address(visit: OpenApp) -> None:
    page = visit().claim("Jazz").pick("night-bus")
    page.go(track=FIRST.slug, claim="Jazz")
    assert (page.track, page.claimed) == (FIRST.slug, "Jazz")
    page.go()
    assert (page.track, page.claimed, page.link) == (FIRST.slug, FIRST.claim, {})
    assert page.run().link == {"track": FIRST.slug, "claim": FIRST.claim}


def test_two_visitors_do_not_disturb_each_other(visit: OpenApp) -> None:
    one, other = visit(), visit(track="night-bus", claim="Jazz")
    one.upload("mine.wav", WAV)
    other.run()
    assert (other.track, other.claimed) == ("night-bus", "Jazz")
    assert "mine" in one.tracks
    assert "mine" not in other.tracks


def test_upload_is_chosen_with_the_claim_of_its_tags(visit: OpenApp) -> None:
    page = visit().upload("file.mp3", tagged("Song", "Band", "hip hop"))
    assert page.tracks[-1] == "Song · Band"
    assert (page.claimed, page.link["claim"]) == ("Hip-Hop", "Hip-Hop")
    assert page.track == page.link["track"]
    assert "Song · Band." in page.words


def test_upload_without_tags_asks_for_the_claim(visit: OpenApp) -> None:
    page = visit().upload("my_song.wav", WAV)
    assert (page.tracks[-1], page.claimed) == ("my song", None)
    assert page.question == "What does it claim to be?"
    assert page.link == {"track": track_id(WAV), "claim": ""}


def test_link_to_an_upload_works_for_whoever_has_it(visit: OpenApp) -> None:
    link = visit().upload("song.wav", WAV).claim("Jazz").link
    page = visit(**link)
    assert (page.track, page.claimed, page.tracks[-1]) == (link["track"], "Jazz", "song")


def test_recording_of_the_microphone_is_chosen(visit: OpenApp) -> None:
    page = visit().record(WAV)
    assert page.tracks[-1].startswith("Recording of ")
    assert page.track == track_id(WAV)


def test_uploads_of_one_name_stay_apart_on_every_rerun(visit: OpenApp) -> None:
    page = visit()
    for seconds in (8.0, 9.0):
        page.upload("file.mp3", tagged("Same", "Same", "Pop", seconds))
    second = page.track
    assert page.run().run().track == second
    assert len(set(page.tracks)) == len(page.tracks)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("empty.mp3", b"", "empty.mp3 was not taken. The file is empty (0 bytes)"),
        ("words.mp3", b"This is no music. " * 200, "The file is not audio that can be read"),
        ("short.wav", encode(music(1)), "The recording lasts 1.0 s; at least 3.0 s are needed."),
        (f"{MARKUP.replace('/', '')}.mp3", b"", MARKUP.replace("/", "")),
    ],
)
def test_bad_upload_is_said_once_and_changes_nothing(
    visit: OpenApp, name: str, content: bytes, complaint: str
) -> None:
    page = visit(track="night-bus", claim="Jazz").upload(name, content)
    assert page.complaint is not None
    assert complaint in page.complaint
    assert (page.track, page.claimed) == ("night-bus", "Jazz")
    assert page.run().complaint is None


def test_silence_is_told_in_place_of_an_answer(visit: OpenApp) -> None:
    silence = encode(np.zeros((160_000, 1), np.float32), 16_000)
    page = visit().upload("silence.wav", silence)
    (said,) = page.alerts["error"]
    assert said.startswith("**This recording cannot be judged.**")
    assert "The recording is silent" in said
    assert page.pick("night-bus").answer


def test_markup_of_tags_is_escaped_everywhere(visit: OpenApp) -> None:
    page = visit().upload("x.mp3", tagged(MARKUP, MARKUP, MARKUP))
    assert sum("bold" in text for text in page.quoting) == 3
    assert [text for text in page.quoting if is_marked_up(text)] == []
    assert f"{MARKUP} · {MARKUP}." in page.words


def test_upload_that_vanishes_is_said(visit: OpenApp, data_folder: Path) -> None:
    page = visit().upload("song.wav", WAV)
    for file in (data_folder / "uploads").iterdir():
        file.unlink()
    page.run()
    assert page.complaint is not None
    assert page.complaint.startswith("The chosen track is no longer on this machine")
    assert page.link == {"track": FIRST.slug, "claim": FIRST.claim}


def test_folder_that_cannot_be_written_is_said(visit: OpenApp, data_folder: Path) -> None:
    (data_folder / "uploads").write_text("a file where a folder should be")
    page = visit().upload("song.wav", WAV)
    assert page.complaint is not None
    assert "song.wav was not taken. The recording cannot be kept in" in page.complaint
    assert page.track == FIRST.slug


def test_what_is_missing_of_the_crate_is_composed_on_the_first_visit(
    visit: OpenApp, data_folder: Path
) -> None:
    lost = rendered_folder(data_folder) / "corner-booth.flac"
    lost.unlink()
    page = visit(track="corner-booth")
    assert page.track == "corner-booth"
    assert lost.is_file()


def test_without_music_the_operator_is_told_what_to_do(
    visit: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").write_text("a file where a folder should be")
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "full"))
    page = visit()
    assert page.alerts["error"] == ["**There is no music to choose from.**"]
    assert "The demo crate cannot be written" in page.words
    assert page.app.code[0].value == ".venv/bin/python -m genre_core.crate"


def test_music_that_is_there_is_offered_although_the_crate_cannot_be_written(
    visit: OpenApp, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").write_text("a file where a folder should be")
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "full"))
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(shared / "music" / "librosa_examples"))
    page = visit()
    assert page.complaint is not None
    assert "The demo crate cannot be written" in page.complaint
    assert page.answer


def test_real_recordings_join_with_their_credit(
    visit: OpenApp, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(shared / "music" / "librosa_examples"))
    page = visit(track="brahms")
    assert page.claimed == "Classical"
    assert "US Army Strings, from Musopen (Public domain)." in page.words


def test_unreadable_tags_of_an_upload_do_no_harm(visit: OpenApp) -> None:
    damaged = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(range(128)) + WAV
    assert visit().upload("x.mp3", damaged).track in {FIRST.slug, track_id(damaged)}


def test_shelf_outlives_the_session(visit: OpenApp, data_folder: Path) -> None:
    key = put_on_shelf(WAV, "kept.wav").key
    assert visit(track=key).tracks[-1] == "kept"
