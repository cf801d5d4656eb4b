"""A tiny model, written once and loaded once; tests that damage it take a copy."""

from pathlib import Path

import pytest

from genre_core.classifier import Classifier, load_classifier
from tests.models import write_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole model; do not write into it."""
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def tiny_classifier(tiny_model: Path) -> Classifier:
    """The same model, loaded."""
    return load_classifier(tiny_model)
