"""What a text of YAML or JSON holds, as lists, mappings and texts, and nothing that surprises.

YAML 1.1 takes ``no`` for a falsehood, ``12:30`` for 750 and ``1999`` for a number; a song may be
called any of these. Here every scalar of YAML stays the text that was typed, but for ``null``,
``~`` and nothing at all; no tag makes an object. What a mapping names twice is refused: of two
titles one would be lost without a word.
"""

import json
import re
from collections import Counter

import yaml

from genre_core.errors import ShowError

_LONGEST = 500_000  # characters; YAML takes a second for as many
_NOTHING = "tag:yaml.org,2002:null"


class _Texts(yaml.BaseLoader):
    """Reads all scalars as texts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """Return the mapping; refuse one that has a key twice."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = _twice(keys)
        if twice is not None:
            raise yaml.constructor.ConstructorError(
                None, None, f"{twice!r} is written twice in one mapping", node.start_mark
            )
        return dict(super().construct_mapping(node, deep=deep))


_Texts.add_implicit_resolver(_NOTHING, re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Texts.add_constructor(_NOTHING, lambda _loader, _node: None)


def read_content(text: str, name: str) -> object:
    """Return what a text holds; it is read as JSON if it begins with a brace, otherwise as YAML.

    Args:
        text: at most 500,000 characters.
        name: of the file, for messages.

    Raises:
        ShowError: it is neither, and where that shows.
    """
    if len(text) > _LONGEST:
        raise ShowError(f"{name} has {len(text):,} characters; {_LONGEST:,} are the most.")
    text = text.removeprefix("\ufeff")
    try:
        if text.lstrip()[:1] == "{":
            return json.loads(text, object_pairs_hook=_once)
        return yaml.load(text, Loader=_Texts)  # noqa: S506 - it makes texts, lists and mappings
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        words = " ".join(str(error).replace('in "<unicode string>", ', "at ").split())
        raise ShowError(
            f"{name} is no readable YAML or JSON: {words[:300]}. Mend that place, or write an "
            "order anew and compare."
        ) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"{_twice([key for key, _ in pairs])!r} is written twice")
    return found


def _twice(keys: list[str]) -> str | None:
    """The first key that comes again, or None; a hundred thousand are counted at a glance."""
    return next((key for key, times in Counter(keys).items() if times > 1), None)
