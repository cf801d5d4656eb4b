"""Recipes by name, out of ``trainer/recipes/``, or by the path of a file of one's own.

A recipe is a Python file with a ``RECIPE`` in it. It is run as any Python file is: use only
those of people you trust.
"""

import importlib.util
import traceback
from pathlib import Path
from types import ModuleType

from trainer.errors import TrainingError
from trainer.recipe import Recipe

FOLDER = Path(__file__).parent / "recipes"
_ENDING = ".py"
_FAULTS = (SyntaxError, ImportError, NameError, AttributeError, TypeError, ValueError, OSError)
"""What a mistake in a recipe's file raises. What a Recipe says of its own numbers goes through."""


def load_recipe(name: str) -> Recipe:
    """Return a recipe.

    Args:
        name: of a file in ``trainer/recipes/``, without .py; or the path of any file, with it.

    Raises:
        TrainingError: there is no such file, it cannot be run, or there is no recipe in it.
    """
    own = name.endswith(_ENDING)
    there = sorted(file.stem for file in FOLDER.glob(f"*{_ENDING}") if file.stem != "__init__")
    path = Path(name) if own else FOLDER / f"{name}{_ENDING}"
    if not (path.is_file() if own else name in there):
        what = f"file {path}" if own else f"recipe {name!r}"
        raise TrainingError(
            f"There is no {what}. Choose one of {', '.join(there)}, or give the path of a file "
            f"that ends in {_ENDING}."
        )
    recipe = getattr(_run_file(path), "RECIPE", None)
    if not isinstance(recipe, Recipe):
        found = "no RECIPE" if recipe is None else f"the {type(recipe).__name__} RECIPE"
        raise TrainingError(
            f"{path} holds {found}; it needs RECIPE = Recipe(...), with Recipe from "
            "trainer.recipe. See trainer/recipes for some."
        )
    return recipe


def _run_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"recipe_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise TrainingError(f"{path} is no Python file. Give one that ends in {_ENDING}.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except _FAULTS as error:
        lines = [at.lineno for at in traceback.extract_tb(error.__traceback__)
                 if Path(at.filename) == path]  # fmt: skip
        where = f", line {lines[-1]}" if lines else ""
        raise TrainingError(
            f"The recipe {path}{where} cannot be run: {type(error).__name__}: {error}. Mend it."
        ) from error
    return module
