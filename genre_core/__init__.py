"""Spectrogram's library: bytes -> Clip -> Spectrogram -> Prediction -> Verdict.

The modules, in the order in which each may import only those before it::

    errors  genres  audio  spectrogram  card  classifier  verdict  evidence  analysis

Around this line stand what a verdict is written down in (receipt, picture), the demo crate with
its synthesiser, and evaluation; pyproject.toml lists every module's place.

Importing this package loads none of them, and none of them loads TensorFlow,
librosa or Streamlit, so that a command line answers within a second.
"""

__version__ = "0.1.0"
