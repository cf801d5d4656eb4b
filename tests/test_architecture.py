"""The promises that hold for the whole house and that no linter of ours can see.

Which module may import which is held by import-linter (pyproject.toml). Here stands what is only
visible when Python runs, or when two files are read side by side.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages

import pytest

import genre_core

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("genre_core", "pages", "trainer")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = {"keras", "librosa", "matplotlib", "onnx", "pandas", "sklearn", "streamlit", "tensorflow"}
NAMELESS = re.compile(r"_?utils.*|helpers?|common|misc|constants")


def roots_loaded_by(statement: str) -> set[str]:
    """Top-level names in sys.modules of a fresh Python after `statement`."""
    script = f"import json, sys\n{statement}\nprint(json.dumps([*sys.modules]))"
    run = [sys.executable, "-c", script]
    answer = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(answer.stdout)}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_importing_the_library_loads_nothing_but_python() -> None:
    third_party = roots_loaded_by("import genre_core") - sys.stdlib_module_names
    assert not third_party & (HEAVY | {"numpy", "onnxruntime", "soundfile"})


def test_the_whole_straight_line_loads_no_framework() -> None:
    if find_spec("genre_core.analysis") is None:
        pytest.skip("genre_core.analysis is not written yet.")
    assert not roots_loaded_by("import genre_core.analysis") & HEAVY


def test_no_module_of_the_library_loads_a_framework() -> None:
    modules = [module.name for module in walk_packages(genre_core.__path__, "genre_core.")]
    statement = "import " + ", ".join(name for name in modules if "__main__" not in name)
    assert not roots_loaded_by(statement) & (HEAVY - {"pandas"})


def test_the_version_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert genre_core.__version__ == project["version"]
    assert f"## {genre_core.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_has_a_name_that_means_something(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = [path.stem]
    for node in ast.walk(tree):
        # What others call their modules, such as onnx.helper, is not ours to name.
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in PACKAGES:
            names += [node.module or "", *(alias.name for alias in node.names)]
        if isinstance(node, ast.Import):
            names += [a.name for a in node.names if a.name.partition(".")[0] in PACKAGES]
    assert not [name for name in names if NAMELESS.fullmatch(name.rpartition(".")[2])]


def pins(text: str) -> dict[str, str]:
    """The exact versions that a requirements file or a group names, by package."""
    return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", text, re.MULTILINE))


def test_every_requirement_is_pinned_and_no_pin_is_given_twice() -> None:
    asked = [
        line
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "--"))
    ]
    wanted = pins("\n".join(asked))
    constraints = pins((ROOT / ".ci" / "constraints.txt").read_text("utf-8"))
    assert len(wanted) == len(asked)
    assert not wanted.keys() & constraints.keys()


def test_the_readme_names_only_chores_that_exist() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not written yet.")
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", readme.read_text("utf-8")))
    chores = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert {"app", "test"} <= named <= chores
