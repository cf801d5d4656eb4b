"""The synthesiser: its definitions written out by hand, its scores read, its records measured.

A taste cannot be tested, but what makes a style can: the odd harmonics of a square wave, the
canon's second voice, the beat of a dance floor, the narrow band of an old record.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from genre_core import genres
from genre_core.synthesiser import PIECES, SAMPLE_RATE, Piece, render
from genre_core.synthesiser.effects import echoing, overdriven, wow
from genre_core.synthesiser.filters import chained, equalised, highpass, lowpass, peak, swept
from genre_core.synthesiser.machines import ChipPulse
from genre_core.synthesiser.oscillators import (
    Partials,
    Signal,
    Tone,
    Vibrato,
    cycles,
    harmonics,
    held,
    noise,
    pulse,
    read_table,
    ringing,
    sawtooth,
    table,
    times,
    triangle,
)
from genre_core.synthesiser.pieces import canon, night_bus
from genre_core.synthesiser.score import (
    Note,
    Notes,
    ScoreError,
    humanised,
    in_turn,
    midi,
    pattern,
    phrase,
    repeated,
    shifted,
    shortened,
    softer,
    swung,
    transposed,
    until,
)
from genre_core.synthesiser.space import Room, panned, ping_pong, swaying, widened
from genre_core.synthesiser.stage import CEILING, Part, Score, limited
from genre_core.synthesiser.strings import Plucked, PowerChord

ROOT = Path(__file__).resolve().parents[2]
SLUGS = [piece.slug for piece in PIECES]
Render = Callable[[str], Signal]

lines = st.lists(
    st.builds(
        Note,
        st.floats(0, 64),
        st.floats(0.05, 8),
        st.integers(24, 96).map(float),
        st.floats(0.05, 1),
    ),
    max_size=12,
).map(tuple)


def piece(slug: str) -> Piece:
    return next(one for one in PIECES if one.slug == slug)


@pytest.fixture(scope="session")
def record() -> Render:
    """Each piece's record by its slug, rendered once."""
    return cache(lambda slug: render(piece(slug)))


def power(sound: Signal) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Frequencies in Hz and power of a mono sound."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2
    hertz = np.arange(spectrum.size) * SAMPLE_RATE / sound.size
    return hertz, spectrum.astype(np.float64)


def share(sound: Signal, low: float, high: float) -> float:
    """Part of a mono sound's power between two frequencies in Hz."""
    hertz, spectrum = power(sound)
    return float(spectrum[(hertz >= low) & (hertz < high)].sum() / spectrum.sum())


# The sources of sound


def test_a_table_read_at_a_pitch_is_the_fourier_sum_of_its_harmonics() -> None:
    numbers = harmonics(220.0, 3000.0)
    turns = cycles(np.full(4000, 220.0))
    by_hand = sum(np.sin(2 * np.pi * m * turns) / m for m in numbers)
    read = read_table(table(sawtooth(numbers)), turns)
    scale = np.abs(by_hand).max()
    np.testing.assert_allclose(read * scale, by_hand, atol=0.02)


def test_ringing_is_the_sum_of_decaying_sines() -> None:
    partials = Partials(
        np.array([220.0, 451.0, 3210.5]), np.array([0.5, 0.2j, -0.1 + 0.1j]), np.array([2.0, 5, 40])
    )
    clock = times(30000)
    by_hand = np.zeros(30000)
    for hertz, amplitude, rate in zip(
        partials.hertz, partials.amplitudes, partials.rates, strict=True
    ):
        by_hand += np.real(amplitude * np.exp((2j * np.pi * hertz - rate) * clock))
    np.testing.assert_allclose(ringing(partials, 30000), by_hand, atol=2e-5)


def test_ringing_gives_exactly_the_samples_asked_for() -> None:
    partials = Partials(np.array([100.0]), np.array([1.0 + 0j]), np.array([1.0]))
    for count in (1, 255, 256, 257):
        assert ringing(partials, count).shape == (count,)


@pytest.mark.parametrize("hertz", [41.2, 440.0, 5000.0, 30000.0])
def test_no_harmonic_of_a_periodic_voice_reaches_the_nyquist_frequency(hertz: float) -> None:
    numbers = harmonics(hertz)
    assert numbers[0] == 1
    assert numbers.size == 1 or numbers[-1] * hertz < SAMPLE_RATE / 2


def test_a_square_and_a_triangle_have_odd_harmonics_only() -> None:
    numbers = np.arange(1.0, 9.0)
    np.testing.assert_allclose(np.abs(pulse(numbers, 0.5))[1::2], 0, atol=1e-12)
    np.testing.assert_allclose(np.abs(triangle(numbers)), [1, 0, 1 / 9, 0, 1 / 25, 0, 1 / 49, 0])


def test_a_held_tone_begins_and_ends_in_silence_and_is_full_between() -> None:
    envelope = held(Tone(440, 0.5), 0.02, 0.1)
    assert envelope.size == round(0.6 * SAMPLE_RATE)
    assert envelope[0] == 0
    assert envelope[-1] < 1e-4
    assert envelope[round(0.25 * SAMPLE_RATE)] == 1
    assert envelope.min() >= 0
    assert envelope.max() <= 1


def test_noise_is_the_same_for_the_same_seed_only() -> None:
    np.testing.assert_array_equal(noise(100, 1), noise(100, 1))
    assert not np.array_equal(noise(100, 1), noise(100, 2))


# Filters and effects


@pytest.mark.parametrize(
    ("curve", "gain"),
    [
        (lowpass(1000, 2), 2**-0.5),
        (highpass(1000, 3), 2**-0.5),
        (peak(1000, 6.0), 10 ** (6 / 20)),
        (chained(lowpass(1000, 1), highpass(1000, 1)), 0.5),
    ],
    ids=["low", "high", "bell", "chain"],
)
def test_a_sine_at_the_corner_gets_the_gain_that_defines_the_curve(
    curve: Callable[[NDArray[np.float64]], NDArray[np.float64]], gain: float
) -> None:
    sine = np.sin(2 * np.pi * 1000 * times(SAMPLE_RATE)).astype(np.float32)
    middle = slice(10000, 30000)
    heard = equalised(sine, curve)[middle]
    assert np.sqrt(np.mean(heard**2) * 2) == pytest.approx(gain, rel=0.01)


def test_equalising_stereo_is_equalising_each_ear() -> None:
    stereo = np.stack((noise(5000, 1), noise(5000, 2)), axis=1)
    curve = lowpass(2000)
    both = equalised(stereo, curve)
    np.testing.assert_allclose(both[:, 1], equalised(stereo[:, 1], curve), atol=1e-6)


def test_a_filter_that_opens_lets_ever_higher_sound_through() -> None:
    sound = swept(noise(90000, 3), np.array([300.0, 1000.0, 8000.0]), 0.0)
    assert sound.size == 90000
    closed, opened = share(sound[:20000], 2000, 20000), share(sound[-20000:], 2000, 20000)
    assert closed < 0.02
    assert opened > 0.5


def test_a_filter_held_wide_open_changes_nothing() -> None:
    sound = equalised(noise(30000, 4), lowpass(1500, 4))
    inner = slice(100, -100)
    opened = swept(sound, np.array([2e4, 2e4]), 0.0)
    np.testing.assert_allclose(opened[inner], sound[inner], atol=0.01)


def test_overdrive_moves_energy_of_a_chord_into_one_to_four_kilohertz() -> None:
    tone = Tone(82.4, 1.0)
    clean = PowerChord(gain=0)(tone)
    assert share(overdriven(clean, 14.0), 1000, 4000) > 4 * share(clean, 1000, 4000)
    assert share(PowerChord()(tone), 1000, 4000) > 4 * share(clean, 1000, 4000)


def test_more_gain_means_more_harmonics() -> None:
    string = Plucked()(Tone(196.0, 0.5))
    shares = [share(overdriven(string, gain), 1000, 4000) for gain in (1.0, 5.0, 25.0)]
    assert shares == sorted(shares)


def test_echoes_stand_where_the_delay_puts_them() -> None:
    click = np.zeros(SAMPLE_RATE, np.float32)
    click[0] = 1
    heard = echoing(0.25, feedback=0.5, wet=0.4)(click)
    quarter = SAMPLE_RATE // 4
    np.testing.assert_allclose(heard[[0, quarter, 2 * quarter, 3 * quarter]], [1, 0.4, 0.2, 0.1])
    assert np.count_nonzero(heard) == 4


def test_wow_bends_the_pitch_by_no_more_than_its_depth() -> None:
    clock = times(4 * SAMPLE_RATE)
    sine = np.sin(2 * np.pi * 500 * clock).astype(np.float32)
    bent = wow(0.7, 30.0)(sine)[1000:-1000]
    rises = np.flatnonzero((bent[:-1] < 0) & (bent[1:] >= 0))
    exact = rises - bent[rises] / (bent[rises + 1] - bent[rises])
    cents = 1200 * np.log2(SAMPLE_RATE / np.diff(exact) / 500)
    assert 20 < np.abs(cents).max() < 31


# Space


@pytest.mark.parametrize("position", [-1.0, -0.4, 0.0, 0.7, 1.0])
def test_every_place_between_the_ears_is_equally_loud(position: float) -> None:
    sound = noise(1000, 5)
    stereo = panned(position)(sound)
    assert np.sum(stereo**2) == pytest.approx(float(np.sum(sound**2)), rel=1e-5)
    left, right = np.sum(stereo**2, axis=0)
    assert np.sign(round(float(right - left), 2)) == np.sign(position)


@pytest.mark.parametrize(
    "place", [swaying(2.0), widened(), ping_pong(0.1)], ids=["sway", "wide", "pong"]
)
def test_placements_make_two_different_ears(place: Callable[[Signal], Signal]) -> None:
    stereo = place(noise(SAMPLE_RATE, 6))
    assert stereo.shape == (SAMPLE_RATE, 2)
    assert not np.allclose(stereo[:, 0], stereo[:, 1])


def test_a_room_falls_by_sixty_decibels_in_its_seconds() -> None:
    response = Room(1.5, 0.0).response()[:, 0].astype(np.float64)
    left = np.cumsum(response[::-1] ** 2)[::-1]
    decibels = 10 * np.log10(left / left[0])
    clock = np.arange(left.size) / SAMPLE_RATE
    # Schroeder's method: the slope between -5 and -25 dB, carried on to -60.
    falling = (decibels < -5) & (decibels > -25)
    slope = np.polyfit(clock[falling], decibels[falling], 1)
    assert -60 / slope[0] == pytest.approx(1.5, rel=0.25)


def test_a_room_reverberates_each_ear_with_unit_energy() -> None:
    np.testing.assert_allclose(np.sum(Room(0.5).response() ** 2, axis=0), [1, 1], rtol=1e-3)


# The score


@pytest.mark.parametrize(("name", "number"), [("A4", 69), ("C4", 60), ("F#3", 54), ("Bb2", 46)])
def test_pitch_names_are_midi_numbers(name: str, number: int) -> None:
    assert midi(name) == number


@pytest.mark.parametrize("name", ["H4", "A", "c4", "A44", ""])
def test_a_wrong_pitch_name_is_refused(name: str) -> None:
    with pytest.raises(ScoreError, match="is no pitch name"):
        midi(name)


def test_a_phrase_reads_notes_rests_and_chords_in_turn() -> None:
    assert phrase("C4 - E4+G4", (1, 0.5, 2), 8.0, 0.5) == (
        Note(8.0, 1, 60, 0.5),
        Note(9.5, 2, 64, 0.5),
        Note(9.5, 2, 67, 0.5),
    )


def test_lengths_repeat_but_must_come_out_even() -> None:
    assert [note.beat for note in phrase("C4 D4 E4 F4", (1, 0.5))] == [0, 1, 1.5, 2.5]
    with pytest.raises(ScoreError, match="3 names and 2 lengths do not match"):
        phrase("C4 D4 E4", (1, 2))


def test_a_drum_grid_is_read_sign_by_sign() -> None:
    strokes = pattern("X.xo | ..X.", 0.25, 4.0)
    assert [(note.beat, note.velocity) for note in strokes] == [
        (4.0, 1.0),
        (4.5, 0.75),
        (4.75, 0.4),
        (5.5, 1.0),
    ]
    with pytest.raises(ScoreError, match="drum grid holds"):
        pattern("X..y")


def test_notes_outside_time_or_loudness_are_refused() -> None:
    with pytest.raises(ScoreError, match="starts at beat -1"):
        Note(-1, 1, 60)
    with pytest.raises(ScoreError, match=r"velocity 1\.5"):
        Note(0, 1, 60, 1.5)


@given(lines)
def test_verbs_keep_the_number_of_notes(line: Notes) -> None:
    assert len(shifted(line, 2)) == len(shortened(line, 0.5)) == len(softer(line, 0.5)) == len(line)
    assert len(repeated(line, 3, 8)) == 3 * len(line)
    assert len(humanised(line, 1)) == len(line)


@given(lines)
def test_transposing_up_and_down_again_is_nothing(line: Notes) -> None:
    assert transposed(transposed(line, 7), -7) == line


@given(lines, st.floats(0.1, 60))
def test_until_leaves_nothing_after_its_beat(line: Notes, beat: float) -> None:
    assert all(note.end <= beat + 1e-9 for note in until(line, beat))


@given(lines)
def test_swing_of_one_half_is_straight(line: Notes) -> None:
    for note, straight in zip(swung(line, 0.5), line, strict=True):
        assert (note.beat, note.beats) == pytest.approx((straight.beat, straight.beats))


@given(lines, st.floats(0.4, 0.75))
def test_swing_keeps_the_order_of_notes(line: Notes, late: float) -> None:
    order = sorted(line, key=lambda note: note.beat)
    moved = [note.beat for note in swung(tuple(order), late)]
    assert moved == sorted(moved)


def test_jazz_swing_puts_the_second_eighth_on_the_last_third() -> None:
    eighths = swung(phrase("C4 D4 E4 F4", (0.5,)))
    assert [note.beat for note in eighths] == pytest.approx([0, 2 / 3, 1, 5 / 3])


def test_bars_in_turn_stand_one_after_the_other() -> None:
    bar = phrase("C4", (1,))
    assert [note.beat for note in in_turn([bar, bar, bar], 4.0)] == [0, 4, 8]


def test_a_score_without_time_or_players_is_refused() -> None:
    with pytest.raises(ScoreError, match="0 parts"):
        Score(120, 8, ())
    with pytest.raises(ScoreError, match="tempo 0"):
        Score(0, 8, (Part("bass", (), ChipPulse()),))


def test_asking_for_a_player_who_is_not_there_names_those_who_are() -> None:
    with pytest.raises(ScoreError, match=r"No part is called 'tuba'; the score has first violin"):
        canon.compose().part("tuba")


# The desk


def test_the_limiter_presses_peaks_and_leaves_the_quiet_alone() -> None:
    sound = np.repeat(0.3 * noise(60000, 7)[:, None], 2, axis=1).clip(-0.5, 0.5)
    loud = sound.copy()
    loud[30000:30200] *= 4
    pressed = limited(loud, 0.8)
    assert np.abs(pressed).max() <= np.float32(0.8)
    np.testing.assert_allclose(pressed[:25000], sound[:25000], atol=1e-6)
    np.testing.assert_allclose(pressed[-25000:], sound[-25000:], atol=1e-6)


# The pieces, as written


def test_every_piece_has_its_own_name_and_imitates_a_genre_of_the_tree() -> None:
    assert len({one.slug for one in PIECES}) == len({one.title for one in PIECES}) == len(PIECES)
    for one in PIECES:
        assert genres.find(one.style).name == one.style


@pytest.mark.parametrize("slug", SLUGS)
def test_a_score_is_well_formed(slug: str) -> None:
    score = piece(slug).compose()
    names = [part.name for part in score.parts]
    assert len(set(names)) == len(names)
    assert 20 <= score.seconds <= 30.1
    for part in score.parts:
        assert part.notes, part.name
        assert max(note.beat for note in part.notes) < score.beats, part.name


def test_the_canon_is_a_canon() -> None:
    leader = [note for note in canon.leader() if note.beat < canon.CLOSE]
    for entry in (1, 2):
        late = entry * canon.ROUND
        expected = [
            replace(note, beat=note.beat + late)
            for note in leader
            if note.beat + late < canon.CLOSE
        ]
        assert [*canon.follower(entry)] == expected
        assert len(expected) > 10


def test_the_canon_comes_home_to_g_major() -> None:
    last = [
        round(note.pitch) % 12
        for part in canon.compose().parts
        for note in part.notes
        if note.beat > canon.CLOSE - 0.1
    ]
    assert set(last) == {7, 11, 2}


# The pieces, as heard


@pytest.mark.parametrize("slug", SLUGS)
def test_a_record_is_fit_to_be_played(slug: str, record: Render) -> None:
    sound = record(slug)
    assert sound.dtype == np.float32
    assert sound.ndim == 2
    assert sound.shape[1] == 2
    assert sound.shape[0] >= 20 * SAMPLE_RATE
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() == pytest.approx(CEILING, rel=1e-4)
    assert np.abs(sound.mean(axis=0)).max() < 1e-3
    decibels = 20 * np.log10(np.sqrt(np.mean(sound**2)))
    assert -19 < decibels < -12


@pytest.mark.parametrize("slug", SLUGS)
def test_a_record_begins_and_ends_without_a_click(slug: str, record: Render) -> None:
    sound = record(slug)
    assert np.abs(sound[0]).max() < 1e-4
    assert np.abs(sound[-1]).max() < 1e-4
    assert np.abs(np.diff(sound[-2000:], axis=0)).max() < 0.01


@pytest.mark.parametrize("slug", SLUGS)
def test_a_record_is_never_silent_before_its_end(slug: str, record: Render) -> None:
    mono = record(slug)[: 22 * SAMPLE_RATE].mean(axis=1)
    seconds = mono.reshape(-1, SAMPLE_RATE)
    assert np.sqrt(np.mean(seconds**2, axis=1)).min() > 0.01


def test_the_same_piece_is_the_same_record(record: Render) -> None:
    slug = "letters-from-the-orchard"
    digests = {hashlib.sha256(s.tobytes()).hexdigest() for s in (record(slug), render(piece(slug)))}
    assert len(digests) == 1


def test_the_chiptunes_lead_sings_in_odd_harmonics() -> None:
    sound = ChipPulse(0.5, vibrato=Vibrato(6.0, 0.0))(Tone(441.0, 0.5))
    odd = sum(share(sound, 441 * m - 20, 441 * m + 20) for m in (1, 3, 5, 7, 9))
    even = sum(share(sound, 441 * m - 20, 441 * m + 20) for m in (2, 4, 6, 8, 10))
    assert odd > 0.9
    assert even < 0.001


def test_the_old_record_is_mono_and_ends_at_five_kilohertz(record: Render) -> None:
    sound = record("crooked-gate")
    np.testing.assert_array_equal(sound[:, 0], sound[:, 1])
    assert share(sound[:, 0], 5000, SAMPLE_RATE) < 1e-5
    assert share(record("night-bus")[:, 0], 5000, SAMPLE_RATE) > 1e-3


def test_the_hall_is_wide_and_the_old_record_is_not(record: Render) -> None:
    def side(slug: str) -> float:
        left, right = record(slug).T
        return float(np.sum((left - right) ** 2) / np.sum((left + right) ** 2))

    assert side("falling-ground") > 0.1
    assert side("crooked-gate") == 0


def onsets(sound: Signal, rate: int = 200) -> NDArray[np.float64]:
    """How much louder each of `rate` frames a second is than the one before, summed over bands."""
    hop = SAMPLE_RATE // rate
    frames = np.lib.stride_tricks.sliding_window_view(sound, 1024)[::hop]
    loud = np.log1p(100 * np.abs(np.fft.rfft(frames * np.hanning(1024).astype(np.float32))))
    rises: NDArray[np.float64] = np.maximum(np.diff(loud, axis=0), 0).sum(axis=1, dtype=np.float64)
    return rises


def test_the_dance_floor_beats_at_its_tempo(record: Render) -> None:
    envelope = onsets(record("night-bus")[: 15 * SAMPLE_RATE].mean(axis=1))
    envelope -= envelope.mean()
    spectrum = np.abs(np.fft.rfft(envelope, 2 * envelope.size)) ** 2
    likeness = np.fft.irfft(spectrum)[: envelope.size]
    rate = SAMPLE_RATE / (SAMPLE_RATE // 200)
    slowest, fastest = round(rate * 60 / 90), round(rate * 60 / 180)
    lag = fastest + int(np.argmax(likeness[fastest:slowest]))
    assert 60 * rate / lag == pytest.approx(night_bus.TEMPO, rel=0.02)


def test_the_film_cue_grows(record: Render) -> None:
    sound = record("lighthouse-keeper")
    first, late = sound[: 7 * SAMPLE_RATE], sound[18 * SAMPLE_RATE : 25 * SAMPLE_RATE]
    assert np.mean(late**2) > 2 * np.mean(first**2)


def test_the_synthesiser_needs_numpy_only() -> None:
    script = "import sys, genre_core.synthesiser; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert not loaded & {"scipy", "librosa", "soundfile", "soxr", "streamlit", "tensorflow"}
