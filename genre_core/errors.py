"""Every error that Spectrogram raises on purpose, drawn as a tree.

::

    SpectrogramError
    ├── AudioError             the recording cannot be judged
    │   ├── UnreadableAudio    its bytes do not decode
    │   └── UnsuitableAudio    it decodes, but is silent, too short, too large, ...
    ├── SpecError              a spectrogram was asked for that cannot exist
    ├── ModelError             a model folder is missing, damaged or of another version
    ├── GenreError             no genre of the tree has this name
    ├── ReceiptError           a receipt contradicts itself
    ├── PolicyError            a verdict was asked for under impossible terms
    ├── StoreError             the database cannot be reached, written or trusted
    │   └── StoreBusy          not just now: the same again may succeed
    ├── DeskError              a decision, a lease or a flag is not what it has to be
    │   └── NotAllowed         this person's role does not reach so far
    ├── ExchangeError          a file to import is not what it has to be
    └── ShowError              a running order, a pack or a vote is not what it has to be

Each message is a sentence for a person: what is so, what was needed, what to do.
"""


class SpectrogramError(Exception):
    """Base of all errors below; catch it to report any of them."""


class AudioError(SpectrogramError):
    """The recording cannot be judged."""


class UnreadableAudio(AudioError):
    """The bytes are not audio that can be decoded: empty, damaged or something else."""


class UnsuitableAudio(AudioError):
    """The audio decodes but breaks a limit: silent, too short, too long, not finite."""


class SpecError(SpectrogramError):
    """A spectrogram was asked for that cannot exist, or of a recording too short for it."""


class ModelError(SpectrogramError):
    """A model folder is missing, incomplete, damaged or fails its golden answer."""


class PolicyError(SpectrogramError):
    """A verdict was asked for under impossible terms, such as alpha = 2."""


class GenreError(SpectrogramError):
    """No genre of the tree has this exact name."""


class ReceiptError(SpectrogramError):
    """A receipt contradicts itself, or its model's card lacks a hash."""


class StoreError(SpectrogramError):
    """The database cannot be reached, is of another version, is full, or was tampered with."""


class StoreBusy(StoreError):
    """The database was locked or cut off just now; the same call again may succeed."""


class DeskError(SpectrogramError):
    """A decision, a lease, a flag or the roles file is not as it has to be; nothing was written."""


class NotAllowed(DeskError):
    """The person's role does not reach so far."""


class ExchangeError(SpectrogramError):
    """A file to import is damaged or lacks what is needed, or one to export cannot be written."""


class ShowError(SpectrogramError):
    """A running order, a pack, or what a phone or the presenter sends is not as it has to be."""
