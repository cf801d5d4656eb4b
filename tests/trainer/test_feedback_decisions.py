"""A file of decisions is read whole or refused by line; of a history, the right part stands."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.feedback.decisions import Answer, Chosen, Decision
from trainer.feedback.errors import DecisionsError
from trainer.feedback.history import standing
from trainer.feedback.transcript import read_decisions

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def said(answer: Answer, minute: int = 0, **more: Any) -> Decision:
    moderator: str = more.pop("moderator", "ada")
    return Decision("t1", answer, moderator, NOON + timedelta(minutes=minute), **more)


def cells(**more: object) -> dict[str, object]:
    return {
        "id": "t1",
        "decision": "holds",
        "moderator": "ada",
        "decided_at": "2026-02-03T12:00:00+00:00",
    } | more


def jsonl(folder: Path, *rows: object) -> Path:
    path = folder / "decisions.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_a_line_is_read_field_by_field(tmp_path: Path) -> None:
    row = cells(
        decision="genre_is", genres=["Punk", "Rock", "Punk"], key="d1", supersedes="d0",
        settles=True, chosen_by="chance", sha256="AB", note="loud", of_no_interest=1,
    )  # fmt: skip
    assert read_decisions(jsonl(tmp_path, row)) == (
        Decision(
            "t1", Answer.GENRE_IS, "ada", NOON, ("Punk", "Rock"), "d1", "d0", True,
            Chosen.CHANCE, "ab", "loud", 1,
        ),
    )  # fmt: skip


def test_csv_and_jsonl_say_the_same(tmp_path: Path) -> None:
    rows = [cells(), cells(decision="genre_is", genres=["Post-Punk", "Metal"], settles=True)]
    table = io.StringIO()
    writer = csv.DictWriter(
        table, ["id", "decision", "moderator", "decided_at", "genres", "settles"]
    )
    writer.writeheader()
    for row in rows:
        names = row.get("genres", [])
        assert isinstance(names, list)
        writer.writerow(row | {"genres": "; ".join(names), "settles": row.get("settles", "")})
    path = tmp_path / "decisions.csv"
    path.write_text(f"\ufeff{table.getvalue()}", "utf-8")
    from_jsonl = read_decisions(jsonl(tmp_path, *rows))
    # The header is the first line of a CSV.
    assert [d.line - 1 for d in read_decisions(path)] == [d.line for d in from_jsonl]
    assert [(d.answer, d.genres, d.settles) for d in read_decisions(path)] == [
        (d.answer, d.genres, d.settles) for d in from_jsonl
    ]


def test_a_line_that_stands_there_twice_counts_once(tmp_path: Path) -> None:
    found = read_decisions(jsonl(tmp_path, cells(key="a"), cells(key="a"), cells(note="b")))
    assert [decision.line for decision in found] == [1, 3]


def test_an_empty_file_holds_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(jsonl(tmp_path)) == ()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (cells(decision="maybe"), r"decision is 'maybe', which is none of holds, genre_is"),
        (cells(decision="genre_is"), "genre_is names 0 genres; genre_is names one or more"),
        (cells(genres=["Rock"]), "holds names 1 genres"),
        (cells(decision="genre_is", genres=[3]), "genres is .3., where a list of names"),
        (cells(decision="genre_is", genres={"Rock": 1}), "where a list of names"),
        (cells(id=float("nan")), "id is nan, where text was needed"),
        (cells(id=True), "id is True, where text was needed"),
        (cells(id="  "), "its id or its moderator is empty"),
        (cells(moderator=None), "its id or its moderator is empty"),
        (cells(decided_at="yesterday"), "Invalid isoformat string: 'yesterday'"),
        (cells(decided_at="2026-02-03T12:00:00"), "does not say how far from UTC"),
        (cells(settles="perhaps"), "settles is 'perhaps', where true or false"),
        (cells(chosen_by="luck"), "chosen_by is 'luck', which is none of chance, model"),
        ({"id": "t1"}, "it has no decision, moderator, decided_at"),
    ],
)
def test_a_line_that_says_nothing_clear_is_refused_by_number(
    tmp_path: Path, row: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DecisionsError, match=rf"Line 2 of .*{sentence}.*docs/feedback"):
        read_decisions(jsonl(tmp_path, cells(), row))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b'{"id": \n', "Line 2 .* is no JSON"),
        (b'{"id": "\xff"}\n', "Line 2 .* is no JSON"),
        (b"[1, 2]\n", "Line 2 .* is no JSON object"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, text: bytes, sentence: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b"\n" + text)
    with pytest.raises(DecisionsError, match=sentence):
        read_decisions(path)


def test_files_that_cannot_hold_decisions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DecisionsError, match="There are no decisions"):
        read_decisions(tmp_path / "absent.jsonl")
    table = tmp_path / "decisions.csv"
    table.write_text("id,verdict\nt1,holds\n", "utf-8")
    with pytest.raises(DecisionsError, match="no column decision, moderator, decided_at"):
        read_decisions(table)
    table.write_bytes(b"id,decision,moderator,decided_at\n\xff\n")
    with pytest.raises(DecisionsError, match="no CSV in UTF-8"):
        read_decisions(table)
    with pytest.raises(DecisionsError, match=r"ends in \.csv~.* \.jsonl or \.csv"):
        read_decisions(table.rename(tmp_path / "decisions.csv~"))


def test_two_lines_of_one_key_are_refused(tmp_path: Path) -> None:
    rows = cells(key="a"), cells(), cells(key="a", note="another")
    with pytest.raises(DecisionsError, match=r"Lines 1 and 3 .* one key, 'a'"):
        read_decisions(jsonl(tmp_path, *rows))


def last(*decisions: Decision) -> Answer | None:
    (track,) = standing(decisions)
    return track.decisions[0].answer if track.decisions else None


def test_the_last_decision_counts_whatever_the_order_of_the_lines() -> None:
    assert last(said(Answer.SKIP, 2), said(Answer.HOLDS, 1)) is Answer.SKIP


def test_where_the_clock_stood_still_the_later_line_counts() -> None:
    assert last(said(Answer.SKIP, line=2), said(Answer.HOLDS, line=1)) is Answer.SKIP


def test_an_undo_gives_back_the_decision_before() -> None:
    history = [said(Answer.HOLDS, 0), said(Answer.NOT_MUSIC, 1), said(Answer.UNDO, 2)]
    assert last(*history) is Answer.HOLDS
    assert last(*history, said(Answer.UNDO, 3)) is None
    assert last(*history, said(Answer.UNDO, 3), said(Answer.UNDO, 4)) is None


def test_an_undo_by_key_takes_that_one_and_can_be_undone() -> None:
    history = [
        said(Answer.HOLDS, 0, key="a"),
        said(Answer.SKIP, 1, key="b"),
        said(Answer.UNDO, 2, key="c", supersedes="b"),
    ]
    assert last(*history) is Answer.HOLDS
    assert last(*history, said(Answer.UNDO, 3, supersedes="c")) is Answer.SKIP


def test_a_decision_can_take_the_place_of_another() -> None:
    corrected = said(Answer.CANNOT_TELL, 1, supersedes="a")
    assert last(said(Answer.HOLDS, 0, key="a"), corrected) is Answer.CANNOT_TELL
    assert last(said(Answer.HOLDS, 0, key="a"), corrected, said(Answer.UNDO, 2)) is None


def test_nobody_undoes_anothers_decision() -> None:
    meddling = said(Answer.UNDO, 1, moderator="bob", supersedes="a")
    (track,) = standing([said(Answer.HOLDS, 0, key="a"), meddling])
    assert [decision.moderator for decision in track.decisions] == ["ada"]
    assert track.dangling == (meddling,)


@given(st.lists(st.sampled_from([Answer.HOLDS, Answer.SKIP, Answer.NOT_MUSIC, Answer.UNDO])))
def test_undo_is_a_stack(answers: list[Answer]) -> None:
    stack: list[Answer] = []
    for answer in answers:
        if answer is not Answer.UNDO:
            stack.append(answer)
        elif stack:
            stack.pop()
    history = [said(answer, minute) for minute, answer in enumerate(answers)]
    found = [d.answer for track in standing(history) for d in track.decisions]
    assert found == stack[-1:]
