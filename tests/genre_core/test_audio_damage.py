"""What no verdict can be built on: every kind of damage is answered by one clear sentence."""

import io
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import av
import mutagen.flac
import mutagen.id3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genre_core.audio import Limits, Span, decode, decode_excerpts, probe, track_id
from genre_core.errors import AudioError, UnreadableAudio, UnsuitableAudio
from tests.genre_core.sounds import Samples, encode, encode_by_ffmpeg, encode_mp3, music

TUNE = music(6)
FILES = {
    "wav": encode(TUNE),
    "flac": encode(TUNE, kind="FLAC PCM_16"),
    "vorbis": encode(TUNE, kind="OGG VORBIS"),
    "opus": encode(music(6, 48_000), 48_000, "OGG OPUS"),
    "mp3": encode_mp3(TUNE),
    "m4a": encode_by_ffmpeg(TUNE),
    "aac": encode_by_ffmpeg(TUNE, container="adts"),
    "webm": encode_by_ffmpeg(music(6, 48_000), 48_000, "webm", "libopus"),
}


def flac_that_claims(frames: int) -> bytes:
    """Return 6 s of FLAC whose header claims `frames`, 36 bits wide; 0 means unknown."""
    data = bytearray(FILES["flac"])
    data[21] = data[21] & 0xF0 | frames >> 32
    data[22:26] = (frames & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", r"empty \(0 bytes\)"),
        (b"Dear diary,\n" * 1000, "not audio that can be read"),
        (bytes(100_000), r"not audio|no audio track"),
        (np.random.default_rng(0).bytes(100_000), r"not audio|no audio track"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "not audio that can be read"),
        (FILES["m4a"][: len(FILES["m4a"]) // 2], "not audio that can be read"),
        (FILES["webm"].replace(b"A_OPUS", b"A_XPUS"), "no audio track that can be decoded"),
    ],
    ids=["empty", "text", "zeros", "noise", "picture", "m4a-without-its-index", "unknown-codec"],
)
def test_what_is_no_audio_is_unreadable(tmp_path: Path, data: bytes, match: str) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(data)
    for source in (data, path):
        with pytest.raises(UnreadableAudio, match=match):
            probe(source)
        with pytest.raises(UnreadableAudio, match=match):
            decode(source, 16_000)


@pytest.mark.parametrize("use", [probe, track_id])
def test_what_is_no_file_is_unreadable(tmp_path: Path, use: Callable[[Path], object]) -> None:
    with pytest.raises(UnreadableAudio, match=r"There is no file .*nowhere\.mp3"):
        use(tmp_path / "nowhere.mp3")
    with pytest.raises(UnreadableAudio, match="is a folder"):
        use(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableAudio, match="There is no file"):
        use(pipe)


def test_a_video_without_sound_says_so() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        for part in [picture, None]:
            output.mux(stream.encode(part))
    with pytest.raises(UnreadableAudio, match="no audio track"):
        probe(file.getvalue())


def test_a_playlist_cannot_make_the_decoder_open_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret.aac").write_bytes(FILES["aac"])
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n"
        f"{(tmp_path / 'secret.aac').as_uri()}\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(UnreadableAudio, match="not audio that can be read"):
        probe(playlist)


@pytest.mark.parametrize("kind", ["wav", "flac", "vorbis", "opus", "mp3", "aac", "webm"])
def test_a_truncated_file_is_used_as_far_as_it_decodes(kind: str) -> None:
    data = FILES[kind][: len(FILES[kind]) * 4 // 5]
    seconds = probe(data).seconds
    assert 3.5 < seconds < 5.2
    assert decode(data, 16_000).seconds == pytest.approx(seconds, abs=0.15)
    begin, lost = decode(data, 16_000, Span(1.0, 1.0)), Span(5.7, 0.2)
    assert begin.seconds == 1.0
    with pytest.raises(AudioError, match=r"damaged there|the recording lasts"):
        decode(data, 16_000, lost)


@pytest.mark.parametrize("kind", ["wav", "flac", "vorbis", "opus", "mp3", "aac", "webm"])
def test_a_file_truncated_to_too_little_says_so(kind: str) -> None:
    data = FILES[kind][: len(FILES[kind]) // 3]
    for use in (probe, lambda data: decode(data, 8_000), lambda data: decode(data, 8_000, None)):
        with pytest.raises(UnsuitableAudio, match=r"at least 3\.0 s are needed"):
            use(data)
    with pytest.raises(UnsuitableAudio, match=r"at least 3\.0 s are needed"):
        decode_excerpts(data, 8_000, [Span(0, 1), Span(1, 4)])


def test_excerpts_lost_in_a_hole_are_left_out() -> None:
    data = bytearray(FILES["flac"])
    third = len(data) // 3
    data[third : 2 * third] = bytes(third)
    spans = [Span(0.5, 0.5), Span(2.8, 0.5), Span(5.2, 0.5)]
    clips = decode_excerpts(bytes(data), 8_000, spans)
    assert [clip.start for clip in clips] == [0.5, 5.2]


def test_an_mp3_that_begins_within_a_frame_is_read() -> None:
    data = FILES["mp3"]
    recording = probe(data[len(data) // 3 :])
    assert recording.codec == "mp3"
    assert recording.seconds == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("frames", [0, 6 * 44_100 + 99_999, 6 * 44_100 * 1000, (1 << 36) - 1])
def test_a_header_that_lies_about_its_length_costs_nothing(frames: int) -> None:
    data = flac_that_claims(frames)
    assert probe(data).seconds == pytest.approx(6, abs=0.1)
    assert decode(data, 8_000).seconds == pytest.approx(6, abs=0.1)
    assert decode(data, 8_000, Span(2, 2)).seconds == 2


def test_a_wav_header_that_claims_two_gigabytes_is_not_believed() -> None:
    data = bytearray(FILES["wav"])
    data[40:44] = (2**31 - 16).to_bytes(4, "little")
    assert decode(bytes(data), 8_000).seconds == pytest.approx(6)


@pytest.mark.parametrize(
    ("samples", "match"),
    [
        (TUNE[:0], "holds no samples"),
        (TUNE[:44_100], r"lasts 1\.0 s; at least 3\.0 s are needed"),
        (TUNE[: 3 * 44_100 - 1], r"lasts 2\.9 s; at least 3\.0 s"),
    ],
)
def test_too_little_sound_is_unsuitable(samples: Samples, match: str) -> None:
    for kind in ("WAV PCM_16", "AIFF PCM_16"):
        with pytest.raises(UnsuitableAudio, match=match):
            probe(encode(samples, kind=kind))


@pytest.mark.parametrize("kind", ["WAV PCM_16", "WAV PCM_U8", "FLAC PCM_24", "OGG VORBIS"])
def test_digital_silence_is_unsuitable(kind: str) -> None:
    data = encode(np.zeros_like(TUNE), kind=kind)
    assert probe(data).seconds == 6
    silent = (
        r"is silent: no sound above -120 dB of full scale in the 6\.0 s that were listened to\."
    )
    with pytest.raises(UnsuitableAudio, match=silent):
        decode(data, 16_000)


def test_a_silent_beginning_is_no_fault_of_the_rest() -> None:
    samples = TUNE.copy()
    samples[: 3 * 44_100] = 0
    data = encode(samples)
    silent, loud = decode_excerpts(data, 16_000, [Span(0, 2), Span(3, 2)])
    assert not silent.samples.any()
    assert loud.samples.any()
    with pytest.raises(UnsuitableAudio, match=r"in the 2\.0 s that were listened to"):
        decode(data, 16_000, Span(0, 2))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("sample_rate", [16_000, 44_100])
def test_samples_that_are_not_finite_are_unsuitable(bad: float, sample_rate: int) -> None:
    samples = TUNE.copy()
    samples[2 * 44_100, 1] = bad
    data = encode(samples, kind="WAV FLOAT")
    with pytest.raises(UnsuitableAudio, match="samples that are not numbers"):
        decode(data, sample_rate)
    assert decode(data, sample_rate, Span(4, 1)).seconds == 1


@pytest.mark.parametrize(
    ("limits", "match"),
    [
        (Limits(max_bytes=1_000_000), r"1\.1 MB; at most 1\.0 MB are accepted"),
        (Limits(max_seconds=5), "lasts longer than 5 s"),
        (Limits(min_seconds=10), r"lasts 6\.0 s; at least 10\.0 s"),
        (Limits(max_channels=1), "2 channels; 1 to 1 are accepted"),
        (Limits(max_sample_rate=22_050), "44100 samples per second; 8000 to 22050"),
        (Limits(min_sample_rate=48_000), "44100 samples per second; 48000 to 192000"),
    ],
)
def test_each_limit_is_kept_by_every_way_in(tmp_path: Path, limits: Limits, match: str) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(FILES["wav"])
    for source in (FILES["wav"], path):
        with pytest.raises(UnsuitableAudio, match=match):
            probe(source, limits)
        with pytest.raises(UnsuitableAudio, match=match):
            decode(source, 8_000, Span(0, 4), limits)


def test_a_length_that_is_unknown_is_counted_no_further_than_the_limit() -> None:
    with pytest.raises(UnsuitableAudio, match="lasts longer than 5 s"):
        probe(flac_that_claims(0), Limits(max_seconds=5))


@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_a_picture_of_ten_megabytes_and_odd_tags_do_not_matter(kind: str) -> None:
    tags = mutagen.id3.ID3()
    noise = np.random.default_rng(0).bytes(10_000_000)
    tags.add(mutagen.id3.APIC(mime="image/jpeg", type=3, data=noise))
    file = io.BytesIO()
    tags.save(file)
    data = file.getvalue() + FILES[kind] + b"TAG" + b"\xff" * 125
    assert probe(data).seconds == pytest.approx(6, abs=0.05)
    same = decode(data, 16_000, Span(2, 2)).samples
    np.testing.assert_allclose(same, decode(FILES[kind], 16_000, Span(2, 2)).samples, atol=1e-5)


@settings(max_examples=120)
@given(
    kind=st.sampled_from(sorted(FILES)),
    length=st.floats(0, 1),
    spots=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), max_size=8),
    header_only=st.booleans(),
)
def test_no_damage_raises_anything_but_an_audio_error(
    kind: str, length: float, spots: list[tuple[float, bytes]], header_only: bool
) -> None:
    data = bytearray(FILES[kind][: 100 + round(length * len(FILES[kind]))])
    for place, junk in spots:
        at = int(place * (400 if header_only else len(data)))
        data[at : at + len(junk)] = junk
    for use in (
        probe,
        lambda data: decode(data, 8_000),
        lambda data: decode(data, 8_000, Span(1, 1)),
    ):
        with suppress(AudioError):
            use(bytes(data))
