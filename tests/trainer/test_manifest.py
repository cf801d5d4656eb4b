"""A manifest is read as it stands, and refused where a split could not be trusted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.trainer.tracks import catalogue, track, write_recordings
from trainer.errors import ManifestError
from trainer.feedback.decisions import Answer, Chosen, Decision
from trainer.feedback.labels import apply
from trainer.feedback.sheets import read_sheet, write_sheet
from trainer.fetch.labelled import write_manifest
from trainer.manifest import LabelledTrack, read_manifest, with_genres

HEADER = "path,id,artist,genre,title,licence,link\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_row_is_read(tmp_path: Path, encoding: str) -> None:
    rows = 'a/b.mp3,1,Björk,Pop,"Jóga, live",CC0-1.0,nowhere\nc.wav,2,Can,,,,\n'
    tracks = read_manifest(written(tmp_path, HEADER + rows, encoding))
    assert tracks == (
        LabelledTrack(
            "1", tmp_path / "a/b.mp3", "Björk", "Pop", "Jóga, live", "", "", "CC0-1.0", "nowhere"
        ),
        LabelledTrack("2", tmp_path / "c.wav", "Can", ""),
    )


def test_columns_that_are_not_known_do_no_harm(tmp_path: Path) -> None:
    text = "mood,genre,artist,id,path\nsad,Pop,Can,1,c.wav\n"
    assert read_manifest(written(tmp_path, text))[0].genre == "Pop"


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no manifest .*manifest\.csv\. Give the path"):
        read_manifest(tmp_path / "manifest.csv")


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"has no column id; artist; it has path, genre\. Add"):
        read_manifest(written(tmp_path, "path,genre\nc.wav,Pop\n"))


@pytest.mark.parametrize("text", ["", HEADER])
def test_a_manifest_without_rows_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ManifestError, match=r"manifest\.csv has no rows; at least one"):
        read_manifest(written(tmp_path, text))


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        ("c.wav,,Can,Pop,,,\n", "id"),
        ("c.wav,1, ,Pop,,,\n", "artist"),
        (",1,Can,Pop,,,\n", "path"),
        ("c.wav\n", "id and artist"),
        ("c.wav,1\n", "artist"),
    ],
)
def test_a_row_that_lacks_what_a_split_needs_is_refused(
    tmp_path: Path, row: str, lacking: str
) -> None:
    sound = "a.wav,0,Can,Pop,,,\n"
    message = rf"Row 2 of manifest\.csv lacks its {lacking}\. Fill it in"
    with pytest.raises(ManifestError, match=message):
        read_manifest(written(tmp_path, HEADER + sound + row))


def test_a_row_that_breaks_off_later_has_no_label(tmp_path: Path) -> None:
    (found,) = read_manifest(written(tmp_path, HEADER + "c.wav,1,Can\n"))
    assert found == LabelledTrack("1", tmp_path / "c.wav", "Can", "")


ROWS: list[dict[str, object]] = [
    {"id": "a", "path": "a.mp3", "artist": "NA", "genre": "Pop", "split": "training",
     "valence": 0.25, "energy": 1.0, "album": "Live", "album_id": "7", "duration": 200,
     "confirmed": True, "chosen_by": "model"},
    {"id": "b", "path": "b.mp3", "artist": "001", "genre": "Rock", "split": "test",
     "valence": None, "energy": None, "album": None, "album_id": "", "duration": None,
     "confirmed": False, "chosen_by": None},
]  # fmt: skip


def written_as(folder: Path, suffix: str) -> Path:
    path = folder / f"manifest{suffix}"
    if suffix.lower() == ".parquet":
        parquet.write_table(pa.Table.from_pylist(ROWS), path)
    elif suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))
    else:
        lines = [",".join("" if x is None else str(x) for x in row.values()) for row in ROWS]
        path.write_text("\n".join([",".join(ROWS[0]), *lines]))
    return path


@pytest.mark.parametrize("suffix", [".csv", ".CSV", ".jsonl", ".parquet", ".Parquet"])
def test_a_manifest_says_the_same_in_every_format(tmp_path: Path, suffix: str) -> None:
    assert read_manifest(written_as(tmp_path, suffix)) == (
        LabelledTrack("a", tmp_path / "a.mp3", "NA", "Pop", album="Live", split="train",
                      valence=0.25, energy=1.0, album_id="7", confirmed=True, chosen_by="model"),
        LabelledTrack("b", tmp_path / "b.mp3", "001", "Rock", split="test"),
    )  # fmt: skip


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(
        ManifestError, match=r"ends in \.xlsx; a table ends in \.csv, \.jsonl, \.par"
    ):
        read_manifest(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("m.csv", b"path,id,artist,genre\nc.wav,1,Bj\xf6rk,Pop\n", "is no CSV in UTF-8"),
        ("m.jsonl", b'{"path": "c.wav", "id": "1"', "Line 1 of .* is no JSON"),
        ("m.jsonl", b'["c.wav", "1"]\n', "Line 1 of .* is no JSON object"),
        ("m.parquet", b"PAR1 and then nothing", "is no readable Parquet"),
    ],
)
def test_a_damaged_manifest_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ManifestError, match=message):
        read_manifest(tmp_path / name)


def test_a_parquet_that_was_cut_short_is_named(tmp_path: Path) -> None:
    path = written_as(tmp_path, ".parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ManifestError, match="is no readable Parquet"):
        read_manifest(path)


def test_a_path_may_lead_elsewhere(tmp_path: Path) -> None:
    text = HEADER + "/music/c.wav,1,Can,Pop\n../d.wav,2,Can,Pop\n"
    first, second = read_manifest(written(tmp_path, text))
    assert first.path == Path("/music/c.wav")
    assert second.path.resolve() == (tmp_path.parent / "d.wav").resolve()


@pytest.mark.parametrize(
    ("word", "split"),
    [("train", "train"), ("Training", "train"), ("validation", "validation"), ("TEST", "test")],
)
def test_the_sources_own_split_is_kept(tmp_path: Path, word: str, split: str) -> None:
    text = f"path,id,artist,genre,split\nc.wav,1,Can,Pop,{word}\n"
    assert read_manifest(written(tmp_path, text))[0].split == split


def test_a_split_of_another_name_is_quoted(tmp_path: Path) -> None:
    text = "path,id,artist,genre,split\nc.wav,seven,Can,Pop,fold 3\n"
    with pytest.raises(ManifestError, match=r"seven lies in the split 'fold 3'; it is train, val"):
        read_manifest(written(tmp_path, text))


@pytest.mark.parametrize(
    ("confirmed", "chosen_by", "doubted"),
    [
        ("true", "model", True),
        ("TRUE", "Model", True),
        ("true", "chance", False),
        ("true", "", False),
        ("false", "model", False),
        ("", "", False),
    ],
)
def test_who_chose_a_confirmed_track_is_kept_apart(
    tmp_path: Path, confirmed: str, chosen_by: str, doubted: bool
) -> None:
    text = f"path,id,artist,genre,confirmed,chosen_by\nc.wav,1,Can,Pop,{confirmed},{chosen_by}\n"
    (found,) = read_manifest(written(tmp_path, text))
    assert found.confirmed == (confirmed.lower() == "true")
    assert found.chosen_by == chosen_by.lower()
    assert found.doubted == doubted


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_what_decisions_make_of_a_manifest_is_read(tmp_path: Path, suffix: str) -> None:
    noon = datetime(2026, 2, 3, 12, tzinfo=UTC)
    decisions = [
        Decision("a", Answer.HOLDS, "ada", noon, chosen_by=Chosen.MODEL),
        Decision("b", Answer.GENRE_IS, "ada", noon, ("Punk",), chosen_by=Chosen.CHANCE),
    ]
    applied = apply(read_sheet(written_as(tmp_path, suffix)), decisions)
    write_sheet(applied.kept, tmp_path / f"reviewed{suffix}")
    first, second = read_manifest(tmp_path / f"reviewed{suffix}")
    assert (first.genre, first.confirmed, first.chosen_by) == ("Pop", True, "model")
    assert (second.genre, second.confirmed, second.chosen_by) == ("Punk", True, "chance")


@pytest.mark.parametrize("cell", ["1.5", "-0.01", "nan", "inf", "high"])
@pytest.mark.parametrize("column", ["valence", "energy"])
def test_a_mood_off_the_scale_is_named_with_its_track(
    tmp_path: Path, column: str, cell: str
) -> None:
    text = f"path,id,artist,genre,{column}\nc.wav,seven,Can,Pop,{cell}\n"
    with pytest.raises(ManifestError, match=f"The {column} of seven is '{cell}'; a number from 0"):
        read_manifest(written(tmp_path, text))


@pytest.mark.parametrize(
    ("valence", "energy", "mood"),
    [("", "", (0.5, 0.5)), ("0.9", "", (0.9, None)), ("", "0", (None, 0.0))],
)
def test_votes_speak_only_where_there_is_no_number(
    tmp_path: Path, valence: str, energy: str, mood: tuple[float | None, float | None]
) -> None:
    even = dict.fromkeys(
        "amazement solemnity tenderness nostalgia calmness power joyful_activation tension "
        "sadness".split(), 3,
    )  # fmt: skip
    path = tmp_path / "manifest.jsonl"
    cells = {"path": "c.wav", "id": "1", "artist": "Can", "genre": "Pop"}
    row = cells | {"valence": valence, "energy": energy, "mood": even}
    path.write_text(json.dumps(row))
    (track,) = read_manifest(path)
    assert (track.valence, track.energy) == mood


def test_what_adopt_writes_is_read_as_it_was(tmp_path: Path) -> None:
    adopted = read_manifest(write_recordings(tmp_path / "music", catalogue(1, 1)))
    write_manifest(adopted, tmp_path / "lists" / "manifest.csv")
    assert read_manifest(tmp_path / "lists" / "manifest.csv") == adopted


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    row = "c.wav,seven,Can,Pop,,,\n"
    with pytest.raises(ManifestError, match=r"The id 'seven' stands twice in manifest\.csv"):
        read_manifest(written(tmp_path, HEADER + row + row))


def test_only_the_recipes_genres_are_kept() -> None:
    tracks = (*catalogue(2, 1), track(99, "nobody", ""), track(98, "somebody", "Jazz"))
    kept = with_genres(tracks, ("Rock", "Jazz"))
    assert {each.genre for each in kept} == {"Rock", "Jazz"}
    assert len(kept) == 3


def test_a_genre_without_recordings_is_named() -> None:
    with pytest.raises(ManifestError, match=r"No recording is labelled Blues, Jazz; each genre"):
        with_genres(catalogue(), ("Jazz", "Rock", "Blues"))
