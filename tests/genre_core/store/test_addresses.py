"""Which database a URL names, and that no message repeats a password."""

from pathlib import Path

import pytest

from genre_core.errors import StoreError
from genre_core.store.addresses import VARIABLE, database_url, read_url, shown


def test_without_a_variable_the_desk_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    url = database_url(tmp_path)
    assert (url.get_backend_name(), url.database) == ("sqlite", str(tmp_path / "desk.sqlite"))


def test_the_variable_names_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://ada@db.example/desk")
    assert database_url(tmp_path) == read_url("postgresql://ada@db.example/desk")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_postgresql_is_spoken_with_through_one_driver(scheme: str) -> None:
    url = read_url(f"{scheme}://ada:secret@db.example:5433/desk")
    assert url.drivername == "postgresql+psycopg"
    assert (url.password, url.port) == ("secret", 5433)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no URL"),
        ("desk.sqlite", "is no URL"),
        ("postgresql://ada:secret@db.example:port/desk", "is no URL"),
        ("ada:secret@db.example", "is no URL"),
        ("mysql://ada:secret@db.example/desk", "a mysql database"),
        ("oracle+cx://ada:secret@db.example/desk", "a oracle database"),
        ("sqlite://", "in memory keeps no decision"),
        ("sqlite:///:memory:", "in memory keeps no decision"),
    ],
)
def test_anything_else_is_refused_without_repeating_it(text: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        read_url(text)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_message_names_the_database_without_its_password() -> None:
    assert shown(read_url("sqlite:////data/desk.sqlite?timeout=3")) == "/data/desk.sqlite"
    url = read_url("postgres://ada:secret@db.example/desk?password=secret2&sslpassword=secret3")
    assert shown(url) == "postgresql://ada:***@db.example/desk"
