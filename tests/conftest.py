"""What every test may ask for: music, Chromium, a desk's store, chance, a clean environment.

Music and Chromium are not in the repository. Where one is absent the tests that need it are
skipped and say why; except that with CI set in the environment a missing Chromium is an error,
so that a green run always means that the app was clicked through.
"""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.genre_core.store_fixtures import (  # noqa: F401  # fixtures are found by their names
    postgresql,
    postgresql_template,
    postgresql_url,
    sqlite_template,
    sqlite_url,
    store,
    store_url,
)

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
OUR_VARIABLES = ("STREAMLIT_", "SPECTROGRAM_", "LIBROSA_DATA_DIR")
# Where real music lies and where the demo crate is kept are facts of the machine, not settings.
KEPT = ("SPECTROGRAM_SHARED", "SPECTROGRAM_DATA")

# Read by TensorFlow and Keras when they are first imported, which is before any fixture runs.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# The same examples in every run, and no deadline: a verdict of this suite must not depend on luck
# or on how busy the machine is.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

SHARED = Path(os.environ.get("SPECTROGRAM_SHARED", ROOT.parent / "shared"))

# The files that take longest, the longest first.
LONGEST = tuple(
    f"tests/{name}.py"
    for name in (
        "trainer/test_run",
        "genre_core/desk/test_many_moderators",
        "trainer/test_fit",
        "trainer/test_world",
        "trainer/test_parallel",
        "genre_core/desk/test_crowd",
        "browser/test_desk",
        "browser/test_review",
        "trainer/test_transfer",
        "trainer/test_augment",
        "trainer/test_devices",
        "browser/test_full_show",
        "browser/test_stage",
        "browser/test_vote",
        "pages/test_review",
        "pages/test_library",
        "pages/test_verify",
        "pages/test_confusion",
        "browser/test_login",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that no worker is left alone with one of them at the end."""
    place = {str(ROOT / name): number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(str(item.path), len(LONGEST)))


def find_chromium() -> Path | None:
    """The first installed browser that starts; None where there is none.

    Ubuntu's package chromium-browser is a stub that only names a snap, so a name is not enough.
    """
    for name in BROWSERS:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return Path(path)
    return None


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real music and trees beside the repository; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"There is no folder {SHARED}; SPECTROGRAM_SHARED can name another.")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Path:
    """An installed Chromium; skips where there is none, and fails there when CI is set."""
    path = find_chromium()
    if path is not None:
        return path
    sentence = "No Chromium starts on this machine. Run: .ci/install chromium"
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same in every run (seed 440, the concert pitch)."""
    return np.random.default_rng(440)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the person who runs it."""
    for name in tuple(os.environ):
        if name.startswith(OUR_VARIABLES) and name not in KEPT:
            monkeypatch.delenv(name)
