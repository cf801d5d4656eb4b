"""A recipe is a Python file: one of ours by its name, anybody's by its path."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.errors import TrainingError
from trainer.recipe_files import FOLDER, load_recipe

OWN = """
from dataclasses import replace
from trainer.recipes.open_music import RECIPE as OPEN_MUSIC
RECIPE = replace(OPEN_MUSIC, name="own", {changes})
"""


OURS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem[0] != "_")


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_is_found_by_name_and_by_path(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name.replace("-", "_") == name
    assert load_recipe(str(FOLDER / f"{name}.py")) == recipe
    assert json.dumps(recipe.limits)


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_says_what_to_type_how_long_it_takes_and_what_comes_out(name: str) -> None:
    said = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))) or ""
    assert re.search(r"^Command: ``.* fma |^Command: ``python -m trainer \w+ ", said, re.M)
    assert re.search(r"^Time(: .* minutes| and result: not known)", said, re.M)
    assert re.search(r"^Result \(\d{4}-\d\d-\d\d, .*\): |^Time and result: not known", said, re.M)


def test_a_file_of_ones_own_is_a_recipe_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(OWN.format(changes="epochs=3"), "utf-8")
    recipe = load_recipe(str(path))
    assert (recipe.name, recipe.epochs) == ("own", 3)


def test_the_recipe_that_the_docs_give_for_suspect_labels_can_be_loaded(tmp_path: Path) -> None:
    guide = (FOLDER.parents[1] / "docs" / "feedback.md").read_text("utf-8")
    (text,) = re.findall(r"^```python\n(.*?)^```$", guide, re.M | re.S)
    path = tmp_path / "fma_20_folds.py"
    path.write_text(text, "utf-8")
    recipe, ours = load_recipe(str(path)), load_recipe("fma_20")
    assert recipe == replace(ours, name="fma-20-folds", folds=5, patience=0)
    assert f"runs/{recipe.name}/evaluation.parquet" in guide


def test_a_recipe_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no recipe 'open_jazz'\. Choose one of .*open_music"):
        load_recipe("open_jazz")
    with pytest.raises(TrainingError, match=r"There is no file .*jazz\.py\. .* or give the path"):
        load_recipe(str(tmp_path / "jazz.py"))


@pytest.mark.parametrize("name", ["__init__", "../recipe", "", "."])
def test_a_name_is_a_name_and_no_way_out_of_the_folder(name: str) -> None:
    with pytest.raises(TrainingError, match="There is no recipe"):
        load_recipe(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RECIPE = Recip(", r"mine\.py cannot be run: SyntaxError: "),
        ("\n\nRECIPE = Recipe()", r"mine\.py, line 3 cannot be run: NameError: name 'Recipe'"),
        ("import nowhere_at_all", "line 1 cannot be run: ModuleNotFoundError: No module"),
        (OWN.format(changes="epoch=3"), "line 4 cannot be run: TypeError: .*'epoch'"),
        ("EPOCHS = 3", r"holds no RECIPE; it needs RECIPE = Recipe\(\.\.\.\)"),
        ("RECIPE = 'own'", "holds the str RECIPE; it needs"),
        (OWN.format(changes="epochs=0"), "The recipe own has 5 crops, 0 epochs"),
        ("\0", "cannot be run"),
    ],
)
def test_a_mistake_in_a_recipe_is_named_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(text, "utf-8")
    with pytest.raises(TrainingError, match=said):
        load_recipe(str(path))


def test_a_file_that_is_no_text_is_no_recipe(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_bytes(b"RECIPE = '\xff\xfe'")
    with pytest.raises(TrainingError, match="cannot be run: SyntaxError"):
        load_recipe(str(path))
