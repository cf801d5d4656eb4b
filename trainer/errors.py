"""The trainer's own errors; each message says what is so, what was needed, what to do."""

from genre_core.errors import SpectrogramError


class TrainingError(SpectrogramError):
    """A step of the trainer cannot go on."""


class ManifestError(TrainingError):
    """The list of labelled recordings cannot be used."""


class CurationError(TrainingError):
    """A recipe cannot choose its tracks: unknown, impossible, or a genre has too few."""


class LeakError(TrainingError):
    """An artist's recordings lie on both sides of a split."""


class NotPromoted(TrainingError):
    """A candidate is not better than the model that serves."""
