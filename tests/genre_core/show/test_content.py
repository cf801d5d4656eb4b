"""YAML and JSON: every scalar stays a text, nothing is built, nothing is lost without a word."""

import pytest

from genre_core.errors import ShowError
from genre_core.show.content import read_content


@pytest.mark.parametrize(
    "typed", ["no", "Yes", "on", "1999", "012", "1_000", "12:30", "2026-01-01", "1e3", ".inf", "="]
)
def test_yaml_keeps_what_was_typed(typed: str) -> None:
    assert read_content(f"a: {typed}", "x") == {"a": typed}


@pytest.mark.parametrize("typed", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_nothing(typed: str) -> None:
    assert read_content(f"a: {typed}", "x") == {"a": None}


def test_a_quoted_null_is_a_text() -> None:
    assert read_content("a: 'null'", "x") == {"a": "null"}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [ls]",
        "a: !!python/name:os.system ls",
        "a: !!binary ls",
        "a: !!timestamp ls",
        "a: !!int ls",
    ],
)
def test_no_tag_makes_an_object(text: str) -> None:
    assert read_content(text, "x") in ({"a": ["ls"]}, {"a": "ls"})


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3", '{"a": 1, "b": 2, "a": 3}'])
def test_what_is_written_twice_is_refused(text: str) -> None:
    with pytest.raises(ShowError, match="'a' is written twice"):
        read_content(text, "x")


def test_of_many_keys_the_one_that_comes_twice_is_found() -> None:
    keys = [f'"k{number}": "x"' for number in range(20_000)]
    with pytest.raises(ShowError, match="'k7' is written twice"):
        read_content("{" + ", ".join([*keys, keys[7]]) + "}", "x")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: b: c", "mapping values are not allowed here at line 1, column 5"),
        ("{", "line 1 column 2"),
        ("a: *b", "undefined alias 'b'"),
        ("&a [*a]", "recursive"),
        ("a: '", "line 1"),
        ("? [a]\n: b", "unhashable"),
        ("\x00", "special characters are not allowed"),
        ("[" * 50_000, "recursion"),
        ('{"a":' * 50_000, "recursion"),
        ('{"a": ' + "9" * 5_000 + "}", "digits"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, where: str) -> None:
    with pytest.raises(ShowError, match="show is no readable YAML or JSON: ") as refused:
        read_content(text, "show")
    assert where in str(refused.value)


def test_a_bomb_of_aliases_stays_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert isinstance(read_content("\n".join(lines), "x"), dict)


def test_a_text_of_no_end_is_not_begun() -> None:
    with pytest.raises(ShowError, match=r"has 500,001 characters; 500,000"):
        read_content("x" * 500_001, "x")
