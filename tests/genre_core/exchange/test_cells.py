"""Cells of CSV, JSON and Parquet read alike."""

from datetime import UTC, datetime

import pytest

from genre_core.exchange import cells
from genre_core.ruling import Chosen


def test_what_is_absent_is_empty_text() -> None:
    assert [cells.prose(value, "x") for value in (None, "", float("nan"))] == ["", "", ""]


def test_an_id_that_pandas_made_a_float_is_whole_again() -> None:
    assert cells.word(2.0, "id") == "2"
    assert cells.word(2.5, "id") == "2.5"


def test_a_nul_between_two_genres_becomes_a_boundary() -> None:
    assert cells.word("Rock\x00Pop", "claimed") == "Rock; Pop"


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(ValueError, match="title holds bytes that are no UTF-8"):
        cells.prose(b"caf\xe9".decode(errors="surrogateescape"), "title")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30", 30), ("1.5", 1.5), ("3:45", 225), ("1:00:01.5", 3601.5), ("", None), (7, 7)],
)
def test_a_length_is_seconds_or_a_clocks_time(written: object, seconds: float | None) -> None:
    assert cells.seconds(written, "duration") == seconds


@pytest.mark.parametrize("written", ["nan", "inf", "-inf", "long", "1,5"])
def test_a_length_that_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="where a number was needed"):
        cells.seconds(written, "duration")


def test_a_whole_number_may_be_of_any_size_and_written_as_a_float() -> None:
    assert cells.whole("9223372036854775807", "plays") == (1 << 63) - 1
    assert cells.whole("54881.0", "plays") == 54881
    with pytest.raises(ValueError, match=r"plays is '1\.5', where a whole number was needed"):
        cells.whole("1.5", "plays")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-03T10:15:00Z", datetime(2026, 2, 3, 10, 15, tzinfo=UTC)),
        ("2008-11-26 01:48:12", datetime(2008, 11, 26, 1, 48, 12, tzinfo=UTC)),
        ("1770113700", datetime(2026, 2, 3, 10, 15, tzinfo=UTC)),
        (1770113700, datetime(2026, 2, 3, 10, 15, tzinfo=UTC)),
        ("2026-02-03T12:15:00+02:00", datetime(2026, 2, 3, 10, 15, tzinfo=UTC)),
        ("", None),
    ],
)  # fmt: skip
def test_a_time_is_iso_or_seconds_and_utc_where_it_names_no_zone(
    written: object, moment: datetime | None
) -> None:
    assert cells.in_utc(written, "uploaded_at") == moment


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="uploaded_at is 'yesterday', where a time"):
        cells.in_utc("yesterday", "uploaded_at")


def test_a_word_is_one_of_its_list() -> None:
    assert cells.chosen("Model", Chosen, "chosen_by") is Chosen.MODEL
    with pytest.raises(ValueError, match="chosen_by is 'me', which is none of chance, model"):
        cells.chosen("me", Chosen, "chosen_by")


def test_a_list_is_json_or_stands_between_semicolons() -> None:
    assert cells.listed("Rock; Pop;Rock;", "genres") == ("Rock", "Pop")
    assert cells.listed('["Rock", "Pop"]', "genres") == ("Rock", "Pop")
    assert cells.listed(["Rock", None], "genres") == ("Rock",)


def test_tags_are_an_object_or_a_text() -> None:
    assert cells.mapped('{"mood": "calm"}', "tags") == {"mood": "calm"}
    assert cells.mapped("loud; fast", "tags") == {"tags": "loud; fast"}
    assert cells.mapped(["loud", "fast"], "tags") == {"tags": "loud; fast"}
    with pytest.raises(ValueError, match=r"tags is '\{mood', which is no JSON"):
        cells.mapped("{mood", "tags")


def test_truth_is_a_word() -> None:
    assert [cells.truth(value, "blind") for value in (True, "TRUE", "1", "", None, "no")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="blind is 'perhaps'"):
        cells.truth("perhaps", "blind")
