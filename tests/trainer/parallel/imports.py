"""Import every module of the trainer where there is no TensorFlow; say how many there are."""

import importlib
import pkgutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.trainer.parallel.no_tensorflow import forbid

if __name__ == "__main__":
    forbid()
    import trainer

    found = [module.name for module in pkgutil.walk_packages(trainer.__path__, "trainer.")]
    for name in found:
        importlib.import_module(name)
    sys.stdout.write(str(len(found)))
