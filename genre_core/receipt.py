"""The receipt of a verdict: what was answered about which bytes, by which model, and when.

It holds all that is needed to give the same verdict again: the track's SHA-256, the parts that
were heard, the network's and the calibration's SHA-256, every probability in full precision,
the temperature and alpha. The command line prints it as one line of JSON, the app offers it for
download; both are this one dataclass, field by field.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from genre_core import __version__
from genre_core.analysis import Analysis
from genre_core.audio import Recording, Span
from genre_core.card import NETWORK, ModelCard
from genre_core.classifier import CALIBRATION
from genre_core.errors import ReceiptError
from genre_core.sentences import one_of
from genre_core.spectrogram import SpectrogramSpec
from genre_core.tags import Tags
from genre_core.verdict import Outcome, Scope

SOFTWARE = f"Spectrogram {__version__}"

_LONGEST_QUOTE = 40
_HASH = re.compile("[0-9a-f]{64}")
_TOLERANCE = 1e-6  # a sum of float64 probabilities that was computed in another order


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One verdict, with everything it was made of.

    Attributes:
        path: the file as it was named when it was handed in.
        sha256: of the track's bytes, 64 hexadecimal digits.
        title, artist: of its tags; "" where it has none.
        claimed: the claim as written. claimed_genre: the genre it names, or None.
        verdict, scope: the outcome, and what could be tested.
        sentence, reason: the answer in words, and the numbers behind it.
        predicted: the most probable genre.
        probabilities: {genre: p} of all the model's genres, summing to 1.
        p_value: of the claimed genre, in (0, 1], or None. root_p_value: of its family.
        n_calibration, n_root_calibration: honest tracks of the genre and of its family.
        alpha: the false-flag rate asked for. temperature: what the logits were divided by.
        model, model_version: name and version of the model.
        network_sha256, calibration_sha256: of its two files that decide a verdict.
        spec: the picture that the model looked at.
        heard: the parts of the track that it looked at.
        recording: length, sample rate, channels and codec of the file.
        software: name and version of this program.
        made: when, in UTC.

    Raises:
        ReceiptError: these contradict one another.
    """

    path: str
    sha256: str
    title: str
    artist: str
    claimed: str
    claimed_genre: str | None
    verdict: Outcome
    scope: Scope
    sentence: str
    reason: str
    predicted: str
    probabilities: Mapping[str, float]
    p_value: float | None
    root_p_value: float | None
    n_calibration: int
    n_root_calibration: int
    alpha: float
    temperature: float
    model: str
    model_version: str
    network_sha256: str
    calibration_sha256: str
    spec: SpectrogramSpec
    heard: tuple[Span, ...]
    recording: Recording
    software: str
    made: datetime

    def __post_init__(self) -> None:
        for name in ("sha256", "network_sha256", "calibration_sha256"):
            if not _HASH.fullmatch(getattr(self, name)):
                raise _broken(f"{name} {getattr(self, name)!r}", "64 hexadecimal digits")
        for name in ("p_value", "root_p_value"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 1:
                raise _broken(f"the {name} {value}", "a number above 0 and at most 1, or none")
        _check_chances(self.probabilities, self.predicted)
        if self.made.utcoffset() != timedelta(0):
            raise _broken(f"the time {self.made}", "a time in UTC")
        if not self.heard:
            raise _broken("no part that was heard", "at least one")

    @property
    def tested_p_value(self) -> float | None:
        """The p-value of what was tested: the genre's, the family's, or None."""
        return self.root_p_value if self.scope is Scope.FAMILY else self.p_value

    @property
    def question(self) -> str:
        """What was asked, in a listener's words."""
        if self.claimed_genre is not None:
            return f"Does this look like {one_of(self.claimed_genre)} to you?"
        line = " ".join(self.claimed.split())
        quoted = line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 3]}..."
        return f'Is this "{quoted}"?' if line else "What does it claim to be?"


def make_receipt(
    path: str, tags: Tags, analysis: Analysis, card: ModelCard, made: datetime
) -> Receipt:
    """Write the receipt of an analysis.

    Args:
        path: the file as it was named when it was handed in.
        tags: of the same file.
        analysis: of the same file, by the model of this card.
        card: of a model that serves.
        made: when, with a time zone.

    Raises:
        ReceiptError: the card has no hash of its network or calibration.
    """
    hearing, verdict = analysis.hearing, analysis.verdict
    chances = [float(chance) for chance in verdict.probabilities]
    return Receipt(
        path=path,
        sha256=hearing.track_id,
        title=tags.title,
        artist=tags.artist,
        claimed=verdict.claim.text,
        claimed_genre=verdict.claim.genre.name if verdict.claim.genre else None,
        verdict=verdict.outcome,
        scope=verdict.scope,
        sentence=verdict.sentence,
        reason=verdict.reason,
        predicted=verdict.predicted,
        probabilities=MappingProxyType(dict(zip(verdict.genres, chances, strict=True))),
        p_value=verdict.p_value,
        root_p_value=verdict.root_p_value,
        n_calibration=verdict.n_calibration,
        n_root_calibration=verdict.n_root_calibration,
        alpha=verdict.alpha,
        temperature=verdict.temperature,
        model=card.name,
        model_version=card.version,
        network_sha256=card.files.get(NETWORK, ""),
        calibration_sha256=card.files.get(CALIBRATION, ""),
        spec=card.spec,
        heard=hearing.heard,
        recording=hearing.recording,
        software=SOFTWARE,
        made=made.astimezone(UTC),
    )


def to_json(receipt: Receipt, indent: int | None = 1) -> str:
    """Return a receipt as JSON, its fields in their order; ``indent`` None gives one line.

    Text is not escaped to ASCII. A file name whose bytes are no UTF-8 holds lone surrogates
    (PEP 383); encode the text with errors="backslashreplace" and they are JSON's own escapes.
    """
    content = {name: getattr(receipt, name) for name in Receipt.__slots__}
    content |= {
        "probabilities": dict(receipt.probabilities),
        "spec": asdict(receipt.spec),
        "heard": [asdict(span) for span in receipt.heard],
        "recording": asdict(receipt.recording),
        "made": receipt.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False)


def _check_chances(chances: Mapping[str, float], predicted: str) -> None:
    total = sum(chances.values())
    if not abs(total - 1.0) <= _TOLERANCE:
        raise _broken(f"probabilities that sum to {total:.7g}", "a sum of 1")
    if chances.get(predicted) != max(chances.values()):
        raise _broken(f"the prediction {predicted!r}", "the most probable of its genres")


def _broken(found: str, needed: str) -> ReceiptError:
    return ReceiptError(
        f"The receipt has {found}; it needs {needed}. Make it from an analysis and its own card."
    )
