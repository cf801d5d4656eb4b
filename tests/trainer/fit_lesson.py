"""Train the tests' lesson in a process of its own: ``python fit_lesson.py FOLDER``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.trainer.lessons import lesson
from trainer.fit import fit

if __name__ == "__main__":
    fit(lesson(epochs=int(sys.argv[2])), Path(sys.argv[1]))
