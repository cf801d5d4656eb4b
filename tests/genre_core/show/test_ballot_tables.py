"""The votes' file of the former version, which a machine may still have from its rehearsal."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genre_core.errors import ShowError
from genre_core.show.ballots import Cast, Choice, Tally, Vote, open_ballots
from genre_core.show.moments import Moment, Phase
from tests.genre_core.show.orders import NOW

WRITTEN = round((NOW - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
PHONES = ("device-of-visitor-001", "device-of-visitor-002")
# As the former version made it, by SQLAlchemy and word by word.
FORMER = f"""
CREATE TABLE shows (
    number INTEGER NOT NULL, id VARCHAR(80) NOT NULL, order_digest VARCHAR(80) NOT NULL,
    title TEXT NOT NULL, begun_at BIGINT NOT NULL, moved_at BIGINT NOT NULL, ended_at BIGINT,
    scene VARCHAR(80) NOT NULL, phase VARCHAR(80) NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (number), UNIQUE (id)
);
CREATE TABLE moves (
    show VARCHAR(80) NOT NULL, id VARCHAR(80) NOT NULL, scene VARCHAR(80) NOT NULL,
    phase VARCHAR(80) NOT NULL, revision INTEGER NOT NULL, made_at BIGINT NOT NULL,
    PRIMARY KEY (show, id), FOREIGN KEY(show) REFERENCES shows (id) ON DELETE CASCADE
);
CREATE TABLE votes (
    show VARCHAR(80) NOT NULL, round VARCHAR(80) NOT NULL, device VARCHAR(80) NOT NULL,
    answer VARCHAR(80) NOT NULL, genre VARCHAR(80) NOT NULL, cast_at BIGINT NOT NULL,
    PRIMARY KEY (show, round, device), FOREIGN KEY(show) REFERENCES shows (id) ON DELETE CASCADE
);
INSERT INTO shows VALUES (1, 's1', 'd1', 'An evening', {WRITTEN}, {WRITTEN}, NULL, 'r1', 'vote', 1);
INSERT INTO moves VALUES ('s1', 'm1', 'r1', 'vote', 1, {WRITTEN});
INSERT INTO votes VALUES ('s1', 'r1', '{PHONES[0]}', 'no', 'Jazz', {WRITTEN});
INSERT INTO votes VALUES ('s1', 'r1', '{PHONES[1]}', 'no', '', {WRITTEN});
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
"""


def written(path: Path, script: str) -> Path:
    """Write a database."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


def test_a_file_of_the_former_version_is_taken_along_with_its_show(tmp_path: Path) -> None:
    path = written(tmp_path / "stage.sqlite", FORMER)
    for _ in range(2):
        opened = open_ballots(path)
        assert opened.begin("d1", "An evening", NOW) == "s1"
        assert opened.moment() == Moment("r1", Phase.VOTE, 1)
        assert opened.tally("r1") == Tally(no=2, genres=(("Jazz", 1),))
        opened.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_its_votes_have_no_number_and_give_way_to_any(tmp_path: Path) -> None:
    opened = open_ballots(written(tmp_path / "stage.sqlite", FORMER))
    opened.begin("d1", "An evening", NOW)
    newer = Vote(PHONES[0], Choice.YES, "", 2)
    assert opened.cast("r1", newer, NOW) == Cast(True, "", newer)
    assert opened.cast("r1", Vote(PHONES[0], Choice.NO, "", 1), NOW) == Cast(True, "", newer)
    unnumbered = Vote(PHONES[1], Choice.UNSURE)
    assert opened.cast("r1", unnumbered, NOW) == Cast(True, "", unnumbered)
    assert opened.tally("r1") == Tally(yes=1, unsure=1)
    opened.close()


def test_another_programs_file_with_the_former_versions_number_is_left_alone(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "other.sqlite", "CREATE TABLE votes (a); PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(ShowError, match="is a database of version 1 with 1 tables"):
        open_ballots(path)
    assert path.read_bytes() == before
