"""The desk's nouns as JSON: the same names in camelCase, the picture's overlay as the player's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from pages.parts.desk.case import Overlay
from pages.parts.player.wire import evidence_data


def json_data(noun: object) -> object:
    """Return `noun` (of `case` or `view`, or what they are made of) as JSON has it."""
    if isinstance(noun, Overlay):
        return evidence_data(noun.heatmaps, noun.support, noun.heard)
    if is_dataclass(noun):
        return {_camel(part.name): json_data(getattr(noun, part.name)) for part in fields(noun)}
    if isinstance(noun, tuple):
        return [json_data(part) for part in noun]
    if isinstance(noun, Mapping):
        return dict(noun)
    return noun


def _camel(name: str) -> str:
    """Return snake_case as camelCase."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
