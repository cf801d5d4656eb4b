"""What can go wrong while decisions come back, drawn as a tree.

::

    TrainingError
    └── FeedbackError          decisions cannot be applied, or suspects cannot be named
        ├── DecisionsError     the file of decisions is not what docs/feedback.md describes
        └── EvaluationError    the evaluation has no probabilities to judge labels by
"""

from trainer.errors import TrainingError


class FeedbackError(TrainingError):
    """Decisions cannot be applied, or suspects cannot be named."""


class DecisionsError(FeedbackError):
    """The file of decisions is not what docs/feedback.md describes."""


class EvaluationError(FeedbackError):
    """The evaluation has no probabilities to judge labels by."""
