"""The running order as a text that a presenter edits: YAML, or JSON of the same shape.

::

    title: Does this look like a rock song to you?
    scenes:
      - id: welcome              # lower-case letters, digits, hyphens
        kind: title              # title problem round microphone seed lab score closing
        title: Spectrogram
        text: Take out your phones.
        notes: Wait for the last one to sit down.
        seconds: 60              # as planned; may be left out
      - id: night-bus
        kind: round
        round:
          track: night-bus       # a file, or a slug of the demo crate
          claim: Electronic
          truth: Electronic      # confirmed; left out where nobody has
          start: 12
          seconds: 20
          question: Does this look like an Electronic track to you?

What is not listed here is refused, since a misspelt field would be missed only on the stage.
"""

import hashlib
from dataclasses import fields

import yaml

from genre_core.errors import ShowError
from genre_core.show.content import read_content
from genre_core.show.fields import fields_of, said
from genre_core.show.scenes import LONGEST_ROUND, Kind, Round, RunningOrder, Scene

__all__ = [
    "LONGEST_ROUND",
    "Kind",
    "Round",
    "RunningOrder",
    "Scene",
    "digest",
    "read_order",
    "write_order",
]

_SHOW = ("title", "scenes")
_SCENE = tuple(field.name for field in fields(Scene))
_ROUND = tuple(field.name for field in fields(Round))


def read_order(text: str, name: str) -> RunningOrder:
    """Return the running order that a text holds.

    Args:
        text: YAML or JSON, told apart by how it begins.
        name: of the file, for messages.

    Raises:
        ShowError: says what is wrong, in which scene and field.
    """
    content = read_content(text, name)
    try:
        show = fields_of(content, "The running order", _SHOW)
        listed = show.values.get("scenes")
        if not isinstance(listed, list):
            raise ShowError(f"scenes is {said(listed)}; a list of scenes was needed.")
        scenes = tuple(_scene(each, number) for number, each in enumerate(listed, 1))
        return RunningOrder(show.text("title"), scenes)
    except ShowError as error:
        raise ShowError(f"{name}: {error}") from error


def write_order(order: RunningOrder) -> str:
    """Return the order as YAML, from which read_order reads the same one."""
    content = {"title": order.title, "scenes": [_written(scene) for scene in order.scenes]}
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88)


def digest(order: RunningOrder) -> str:
    """Return 64 hexadecimal digits that tell this order from any other."""
    return hashlib.sha256(write_order(order).encode()).hexdigest()


def _scene(content: object, number: int) -> Scene:
    """Return a scene; what is wrong with it is told with its number and id."""
    named = content.get("id") if isinstance(content, dict) else None
    where = f"scene {number}" + (f" ({named[:40]})" if isinstance(named, str) and named else "")
    try:
        found = fields_of(content, "it", _SCENE)
        return Scene(
            id=found.text("id"),
            kind=_kind(found.values.get("kind")),
            title=found.text("title"),
            text=found.text("text"),
            notes=found.text("notes"),
            seconds=found.seconds("seconds"),
            round=_round(found.values.get("round")),
        )
    except ShowError as error:
        raise ShowError(f"{where}: {error}") from error


def _round(content: object) -> Round | None:
    if content is None:
        return None
    found = fields_of(content, "round", _ROUND, "round.")
    start, seconds = found.seconds("start"), found.seconds("seconds")
    return Round(
        track=found.text("track"),
        claim=found.text("claim"),
        truth=found.text("truth"),
        artist=found.text("artist"),
        title=found.text("title"),
        licence=found.text("licence"),
        start=0.0 if start is None else start,
        seconds=20.0 if seconds is None else seconds,
        question=found.text("question"),
    )


def _kind(value: object) -> Kind:
    kinds = [kind.value for kind in Kind]
    if not isinstance(value, str) or value not in kinds:
        raise ShowError(f"kind is {said(value)}; it is one of {', '.join(kinds)}.")
    return Kind(value)


def _written(scene: Scene) -> dict[str, object]:
    """Return the fields of a scene that say something."""
    content: dict[str, object] = {name: _plain(getattr(scene, name)) for name in _SCENE}
    if scene.round is not None:
        content["round"] = _filled({name: _plain(getattr(scene.round, name)) for name in _ROUND})
    return _filled(content)


def _filled(content: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in content.items() if value not in (None, "")}


def _plain(value: object) -> object:
    if isinstance(value, Kind):
        return value.value
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as lines."""


def _lines(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _lines)
