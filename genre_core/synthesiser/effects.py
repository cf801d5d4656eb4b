"""What happens to a sound after the instrument: overdrive, echo, a moving tape, a turning record.

An effect maps a signal to one of the same shape, (n,) or (n, 2), unless it says otherwise. Those
with settings are functions that return the effect, so that a part lists them as a chain.
"""

from collections.abc import Callable

import numpy as np

from genre_core.synthesiser.filters import chained, equalised, fast_length, highpass, lowpass, peak
from genre_core.synthesiser.oscillators import SAMPLE_RATE, Reals, Signal, noise, samples, times

Effect = Callable[[Signal], Signal]

CABINET = chained(
    highpass(85, 2), peak(115, 3), peak(420, -3, 1.2), peak(2600, 5, 1.4), lowpass(4600, 4)
)
"""A guitar loudspeaker: a thump at 115 Hz, bite at 2.6 kHz, and little above 5 kHz."""


def overdriven(sound: Signal, gain: float) -> Signal:
    """Return a mono sound through a valve amplifier and its cabinet; gain > 0, 20 is heavy.

    The curve tanh is applied at twice the sample rate, so that most of its new harmonics do not
    fold back; the low end is thinned before it, as amplifiers do, so that chords stay clear.
    """
    tight = equalised(sound, chained(highpass(130, 1), peak(900, 4, 2.0), lowpass(6000, 2)))
    level = float(np.abs(tight).max()) or 1.0
    size = fast_length(tight.size + 1024)
    fine = np.fft.irfft(np.fft.rfft(tight / level, size), 2 * size) * 2
    # A little bias makes the two half-waves differ: even harmonics, the warmth of a valve.
    hot = np.tanh(gain * fine + 0.25) - np.tanh(0.25)
    coarse = np.fft.irfft(np.fft.rfft(hot)[: size // 2 + 1], size)[: tight.size] / 2
    return equalised(coarse.astype(np.float32), CABINET)


def warmed(gain: float) -> Effect:
    """Return a gentle tanh saturation that leaves the peak where it was."""

    def effect(sound: Signal) -> Signal:
        level = float(np.abs(sound).max()) or 1.0
        shaped: Signal = np.tanh(gain * sound / level) * np.float32(level / np.tanh(gain))
        return shaped

    return effect


def echoing(delay: float, feedback: float = 0.4, wet: float = 0.35) -> Effect:
    """Return echoes every `delay` s, each `feedback` as loud as the one before, the first `wet`."""

    def effect(sound: Signal) -> Signal:
        result = sound.copy()
        step, gain = samples(delay), wet
        for start in range(step, sound.shape[0], step):
            if gain < 0.01:
                break
            result[start:] += np.float32(gain) * sound[:-start]
            gain *= feedback
        return result

    return effect


def warped(sound: Signal, positions: Reals) -> Signal:
    """Return the sound read at `positions` (in samples, shape (n,)): a tape that changes speed."""
    columns = sound.reshape(sound.shape[0], -1).T
    grid = np.arange(sound.shape[0])
    read = [np.interp(positions, grid, column) for column in columns]
    result: Signal = np.stack(read, axis=1).reshape(sound.shape).astype(np.float32)
    return result


def wow(rate: float, cents: float) -> Effect:
    """Return the slow pitch waver of a tape or of an off-centre record: rate in Hz, depth in cents.

    Reading at t + d sin(2 pi rate t) changes the pitch by up to 2 pi rate d, whence d; a second,
    faster and smaller waver shares the depth, since nothing mechanical sways like one sine.
    """

    def effect(sound: Signal) -> Signal:
        depth = (2 ** (cents / 1200) - 1) / (2 * np.pi * rate) * SAMPLE_RATE
        clock = times(sound.shape[0])
        sway = np.sin(2 * np.pi * rate * clock) + 0.3 * np.sin(2 * np.pi * 2.7 * rate * clock)
        return warped(sound, np.arange(sound.shape[0]) + depth / (1 + 0.3 * 2.7) * sway)

    return effect


def pumping(beat_seconds: float, depth: float = 0.7) -> Effect:
    """Return the breathing of a compressor that a kick drum drives: silent on the beat, then up."""

    def effect(sound: Signal) -> Signal:
        place = (times(sound.shape[0]) / beat_seconds) % 1.0
        gain = 1 - depth * (1 - np.clip(place / 0.55, 0, 1)) ** 2
        # The dip needs a short way down, or every beat would click.
        gain = 1 - (1 - gain) * np.clip((1 - place) / 0.02, 0, 1) * np.clip(place / 0.01, 0, 1)
        curve = gain.astype(np.float32)
        return sound * curve if sound.ndim == 1 else sound * curve[:, None]

    return effect


def crackle(count: int, seed: int, per_second: float = 14.0) -> Signal:
    """Return the surface of an old record, shape (count,): ticks, pops and hiss, rms about 0.005.

    Ticks come at random with log-normal strengths; each is a click through a short ringing.
    """
    hand = np.random.default_rng(seed)
    ticks = np.zeros(count, np.float32)
    number = int(per_second * count / SAMPLE_RATE)
    places = hand.integers(0, count, number)
    # Without a cap the rarest pop would be louder than the music, and a listener would jump.
    strengths = np.minimum(hand.lognormal(-1.6, 0.9, number), 0.5)
    ticks[places] += (hand.choice((-1, 1), number) * strengths).astype(np.float32)
    clicks = equalised(ticks, chained(highpass(700, 1), peak(2500, 9, 1.5), lowpass(7000, 2)))
    hiss = equalised(noise(count, seed + 1), chained(highpass(900, 1), lowpass(8000, 1)))
    return clicks + np.float32(0.004) * hiss


def dusty(seed: int, level: float = 0.6) -> Effect:
    """Return the crackle of a worn LP laid over a stereo sound (n, 2), in proportion to it."""

    def effect(sound: Signal) -> Signal:
        loudness = float(np.sqrt(np.mean(sound**2)))
        ears = [crackle(sound.shape[0], seed + 10 * ear) for ear in (0, 1)]
        middle = crackle(sound.shape[0], seed + 20, 5.0)
        surface = np.stack(ears, axis=1) + middle[:, None]
        dust: Signal = np.float32(level * loudness) * surface
        return sound + dust

    return effect


def gramophone(seed: int) -> Effect:
    """Return a 78 rpm record: mono, 200 to 4,300 Hz, saturated, wavering, crackling; shape (n, 2).

    One scratch comes round with every turn of the record, 1.3 times a second.
    """

    def effect(sound: Signal) -> Signal:
        mono = wow(78 / 60, 9.0)(warmed(1.8)(sound.mean(axis=1)))
        level = float(np.sqrt(np.mean(mono**2)))
        surface = crackle(mono.size, seed, 22.0)
        turn = samples(60 / 78)
        surface[turn // 3 :: turn] += 0.5
        grain = equalised(noise(mono.size, seed + 2), lowpass(2500, 1))
        surface += np.float32(0.03) * grain
        worn: Signal = mono + np.float32(4.0 * level) * surface
        horn = chained(highpass(190, 4), peak(1100, 4, 1.6), peak(2300, 3, 0.8), lowpass(3700, 20))
        return np.repeat(equalised(worn, horn)[:, None], 2, axis=1)

    return effect
