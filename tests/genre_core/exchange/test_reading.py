"""Files of every kind, as other tools write them: what is read, and what is refused."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pytest
from pyarrow import parquet

from genre_core.errors import ExchangeError
from genre_core.exchange.nouns import CatalogueRow, CatalogueTrack, Refused
from genre_core.exchange.reading import NAMES, open_catalogue
from genre_core.ruling import Answer


def read(path: Path, form: str | None = None, root: Path | None = None) -> list[object]:
    """All rows of a file."""
    return list(open_catalogue(path, NAMES[form] if form else None, root).rows)


def tracks(path: Path, root: Path | None = None) -> list[CatalogueTrack]:
    """The tracks of a file that has no fault."""
    found = read(path, root=root)
    assert all(isinstance(row, CatalogueRow) and not row.faults for row in found), found
    return [row.track for row in found if isinstance(row, CatalogueRow)]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


CATALOGUE = "track_id,path,title,artist,album,claimed_genre,start,duration\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_separator_and_mark_reads_alike(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    text = CATALOGUE + '7,a.mp3,"Zoë, live",🎸,"L;x",hip hop,1.5,3:00\n'
    for sign in ",;":
        text = text.replace(f'"Zoë{sign} live"', "Zoë").replace(f'"L{sign}x"', "L")
    path = file(tmp_path, "c.csv", text.replace(",", separator).encode(encoding))
    (track,) = tracks(path)
    assert (track.key, track.title, track.artist, track.claimed) == ("7", "Zoë", "🎸", "hip hop")
    assert (track.location, track.start, track.duration) == (str(tmp_path / "a.mp3"), 1.5, 180)


def test_columns_that_no_list_knows_become_tags(tmp_path: Path) -> None:
    path = file(tmp_path, "c.csv", "Key,URL,Mood,BPM\nk,https://example.org/a,calm,\n")
    (track,) = tracks(path)
    assert track.location == "https://example.org/a"
    assert track.tags == {"Mood": "calm"}


def test_relative_paths_are_below_the_audio_root(tmp_path: Path) -> None:
    path = file(tmp_path, "c.csv", "id,path\n1,x/../a.mp3\n2,/abs/b.mp3\n3,file:///c%20d.mp3\n")
    found = [track.location for track in tracks(path, Path("/music"))]
    assert found == ["/music/a.mp3", "/abs/b.mp3", "/c d.mp3"]


def test_a_file_names_a_track_where_no_id_does(tmp_path: Path) -> None:
    path = file(tmp_path, "metadata.csv", "file_name,label\ntrain/1.wav,Jazz\n")
    (track,) = tracks(path)
    assert (track.key, track.claimed) == ("train/1.wav", "Jazz")
    assert track.location == str(tmp_path / "train/1.wav")


def test_bad_rows_are_refused_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [
        b"id,title,duration\r\n", b"1,one,10\r\n", b",two,10\r\n", b"3,caf\xe9,10\r\n",
        b'4,"Weird" Al,10\r\n', b"5,five,long\r\n", b"6,six,6,7\r\n", b'7,"a\r\nb",\r\n',
        b"8,eight,-1\r\n", b"9\r\n", b"\r\n", b"x" * 201 + b",,\r\n",
    ]  # fmt: skip
    found = read(file(tmp_path, "c.csv", b"".join(rows)))
    assert [row.track.key for row in found if isinstance(row, CatalogueRow)] == ["1", "7", "9"]
    refused = {row.line: row.reason for row in found if isinstance(row, Refused)}
    assert list(refused) == [3, 4, 5, 6, 7, 10, 13]
    for line, words in {
        3: "neither an id nor a file",
        4: "no UTF-8",
        5: "no CSV",
        6: "duration is 'long'",
        7: "4 cells and the header 3 names",
        10: "duration is -1 s",
        13: "201 characters",
    }.items():
        assert words in refused[line]


def test_a_quote_that_never_closes_does_not_swallow_the_file_in_silence(tmp_path: Path) -> None:
    found = read(file(tmp_path, "c.csv", 'id,title\n1,one\n2,"two\n3,three\n'))
    assert isinstance(found[-1], Refused)
    assert found[-1].line == 3
    assert "never closes" in found[-1].reason


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("c.csv", "title,artist\na,b\n", "a column that names each track was needed"),
        ("c.csv", "", "is empty; a column"),
        ("c.csv", "id,title,title\n1,a,b\n", "has the column title twice"),
        ("c.xls", "x", "ends in .xls; a file to import ends in"),
        ("c.parquet", "x", "is no readable Parquet"),
        ("c.zip", "x", "is no whole zip"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    with pytest.raises(ExchangeError, match=words):
        read(file(tmp_path, name, content))


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="There is no file"):
        open_catalogue(tmp_path / "none.csv")


def test_decisions_in_a_table_keep_the_words_of_the_trainers_file(tmp_path: Path) -> None:
    text = "id,decision,genres,moderator,decided_at,key\n"
    text += "1,genre_is,Rock;Punk,ada,2026-02-03T10:15:00Z,d1\n"
    text += "2,holds,,ada,2026-02-03T10:15:00,d2\n"  # names no zone
    text += "3,maybe,,ada,2026-02-03T10:15:00Z,d3\n"
    text += "4,genre_is,Rokc,ada,2026-02-03T10:15:00Z,d4\n"
    text += "5,,,,,\n"
    found = read(file(tmp_path, "d.csv", text))
    assert isinstance(found[0], CatalogueRow)
    (said,) = found[0].decisions
    assert (said.key, said.answer, said.genres) == ("d1", Answer.GENRE_IS, ("Rock", "Punk"))
    assert [row.reason.split(";")[0] for row in found[1:4] if isinstance(row, Refused)] == [
        "decided_at 2026-02-03T10:15:00 does not say how far from UTC it is",
        "decision is 'maybe', which is none of holds, genre_is, cannot_tell, not_music, escalate, "
        "skip, undo",
        "'Rokc' is no genre of the tree",
    ]
    assert isinstance(found[4], CatalogueRow)
    assert found[4].decisions == ()


def test_lines_of_json_are_read_one_by_one(tmp_path: Path) -> None:
    text = '\ufeff{"id": 1, "label": ["Rock"]}\n\nnot json\n[1]\n{"file_name": "a.wav"}\n'
    text += "[" * 100_000 + "\n"
    found = read(file(tmp_path, "c.jsonl", text))
    assert [type(row).__name__ for row in found] == [
        "CatalogueRow", "Refused", "Refused", "CatalogueRow", "Refused",
    ]  # fmt: skip
    assert isinstance(found[0], CatalogueRow)
    assert found[0].track.claimed == "Rock"
    assert [row.line for row in found if isinstance(row, Refused)] == [3, 4, 6]


def test_an_array_of_json_is_read_an_object_at_a_time(tmp_path: Path) -> None:
    many = [{"id": f"t{n}", "title": "x" * 1000} for n in range(3000)]  # several chunks
    found = read(file(tmp_path, "c.json", json.dumps(many, indent=1)))
    assert [row.track.key for row in found if isinstance(row, CatalogueRow)] == [
        each["id"] for each in many
    ]


def test_damage_in_an_array_refuses_what_is_behind_it(tmp_path: Path) -> None:
    found = read(file(tmp_path, "c.json", '[{"id": 1}, {"id": 2, {"id": 3}]'))
    assert isinstance(found[0], CatalogueRow)
    assert isinstance(found[1], Refused)
    assert "from here on it is no JSON" in found[1].reason
    assert len(found) == 2


def test_parquet_reads_paths_and_leaves_sound_alone(tmp_path: Path) -> None:
    audio = [{"bytes": b"RIFF", "path": "a.wav"}]
    table = pa.table({"audio": audio, "genre": ["Folk"], "cover": [b"\x00"], "plays": [5]})
    parquet.write_table(table, tmp_path / "c.parquet")
    (track,) = tracks(tmp_path / "c.parquet")
    assert (track.key, track.claimed, track.plays) == ("a.wav", "Folk", 5)
    assert track.tags == {}


FMA = (
    ",album,artist,track,track,track,track,track,track\n"
    ",title,name,date_created,duration,genres,license,listens,title\n"
    "track_id,,,,,,,,\n"
)


def test_the_archives_own_table_is_known_by_its_header(tmp_path: Path) -> None:
    rows = '2,Way,AWOL,2008-11-26 01:48:12,168,[21],CC BY,1293,Food\n3,,,,,"[12, 25]",,,\n'
    rows += '4,,,,,"[12, 5]",,,\n5,,,,,[101],,,\nx,,,,,[],,,\n6,,,,,"[25, 9999]",,,\n'
    rows += '7,,,,,"[15, 297]",,,\n8,,,,,"[538, 9999]",,,\n'
    path = file(tmp_path, "tracks.csv", FMA + rows)
    tree = "genre_id,#tracks,parent,title,top_level\n12,1,0,Rock,12\n25,1,12,Punk,12\n"
    file(
        tmp_path,
        "genres.csv",
        tree + "101,1,25,Thrash,12\n9999,1,0,Odd,0\n297,1,15,Chip Music,15\n",
    )
    reading = open_catalogue(path)
    assert reading.format == "fma"
    found = list(reading.rows)
    named = {row.track.key: row.track for row in found if isinstance(row, CatalogueRow)}
    first = named["fma-000002"]
    assert (first.title, first.artist, first.album, first.claimed) == (
        "Food", "AWOL", "Way", "Hip-Hop",
    )  # fmt: skip
    assert first.location == str(tmp_path / "000/000002.mp3")
    assert (first.duration, first.plays, first.licence) == (168, 1293, "CC BY")
    assert first.uploaded_at == datetime(2008, 11, 26, 1, 48, 12, tzinfo=UTC)
    assert {key: track.claimed for key, track in named.items()} == {
        "fma-000002": "Hip-Hop",
        "fma-000003": "Punk",  # the lower of two
        "fma-000004": "Rock; Classical",
        "fma-000005": "Punk",  # the nearest above Thrash
        "fma-000006": "Punk",  # what lies beyond the twenty says nothing against it
        "fma-000007": "Chiptune",  # as a person's claim of that title is read
        "fma-000008": "genre 538; Odd",
    }
    assert [(row.line, row.reason) for row in found if isinstance(row, Refused)] == [
        (8, "track_id is 'x', where a number was needed")
    ]


def test_the_archives_table_does_without_the_tree(tmp_path: Path) -> None:
    path = file(tmp_path, "tracks.csv", FMA + "2,,,,,[31],,,\n3,,,,,[101],,,\n")
    assert [track.claimed for track in tracks(path)] == ["Metal", "genre 101"]


def test_label_studios_tasks_bring_annotations_and_predictions(tmp_path: Path) -> None:
    choice = {"from_name": "genre", "to_name": "audio", "type": "choices"}
    at = "2026-02-03T10:15:00.123Z"
    task = {
        "id": 9,
        "data": {"audio": "/data/local-files/?d=x/a.mp3", "claimed_genre": "Rock"},
        "predictions": [
            {"model_version": "cnn-3f2a", "score": 0.71,
             "result": [{**choice, "value": {"choices": ["Punk"]}}]}
        ],
        "annotations": [
            {"completed_by": 7, "lead_time": 14.2, "created_at": at, "unique_id": "u1",
             "result": [{**choice, "value": {"choices": ["Rock"]}, "meta": {"text": ["sure"]}}]},
            {"completed_by": {"email": "bea@example.org"}, "created_at": at,
             "result": [{**choice, "value": {"choices": ["hip hop"]}}]},
            {"completed_by": 7, "was_cancelled": True, "created_at": at, "result": []},
            {"completed_by": 7, "created_at": at,
             "result": [{**choice, "value": {"choices": ["Cannot tell"]}}]},
            {"completed_by": 7, "created_at": at,
             "result": [{**choice, "value": {"choices": ["Nonsense"]}}]},
            {"completed_by": 7, "created_at": at,
             "result": [{"type": "labels", "value": {"start": 0}}]},
            {"completed_by": 7, "created_at": at,
             "result": [{"type": "taxonomy", "value": {"taxonomy": [["Rock", "Punk"]]}}]},
        ],
    }  # fmt: skip
    path = file(tmp_path, "tasks.json", json.dumps([task]))
    (row,) = read(path, root=Path("/music"))
    assert isinstance(row, CatalogueRow)
    assert row.track.location == "/music/x/a.mp3"
    assert row.track.tags == {"predicted by cnn-3f2a": "Punk 0.71"}
    assert [(said.moderator, said.answer, said.genres) for said in row.decisions] == [
        ("label-studio:7", Answer.HOLDS, ()),
        ("bea@example.org", Answer.GENRE_IS, ("Hip-Hop",)),
        ("label-studio:7", Answer.SKIP, ()),
        ("label-studio:7", Answer.CANNOT_TELL, ()),
        ("label-studio:7", Answer.GENRE_IS, ("Punk",)),
    ]
    first = row.decisions[0]
    assert (first.key, first.seconds, first.note) == ("u1", 14.2, "sure")
    assert first.decided_at == datetime(2026, 2, 3, 10, 15, 0, 123000, tzinfo=UTC)
    assert len(row.faults) == 2
    assert "'Nonsense' is no genre of the tree" in row.faults[0]
    assert "chooses nothing" in row.faults[1]


def test_prodigys_lines_bring_answers(tmp_path: Path) -> None:
    def line(**more: object) -> str:
        whole = {"audio": "a.mp3", "meta": {"claimed_genre": "Rock"}, "_timestamp": 1770113700}
        return json.dumps({**whole, "_annotator_id": "db-ada", **more})

    text = "\n".join(
        (
            line(accept=["Rock"], answer="accept"),
            line(accept=["Punk", "Folk"], answer="accept"),
            line(label="Jazz", answer="accept"),
            line(answer="ignore", accept=[]),
            line(label="Rock", answer="reject"),
            line(audio="data:audio/wav;base64,UklGRg==", path="b.wav", answer="ignore"),
        )
    )
    found = [row for row in read(file(tmp_path, "p.jsonl", text)) if isinstance(row, CatalogueRow)]
    assert [(said.answer, said.genres) for row in found for said in row.decisions] == [
        (Answer.HOLDS, ()),
        (Answer.GENRE_IS, ("Punk", "Folk")),
        (Answer.GENRE_IS, ("Jazz",)),
        (Answer.SKIP, ()),
        (Answer.SKIP, ()),
    ]
    assert found[0].decisions[0].moderator == "db-ada"
    assert found[0].decisions[0].decided_at == datetime(2026, 2, 3, 10, 15, tzinfo=UTC)
    assert "a rejection, which names no genre" in found[4].faults[0]
    assert found[5].track.location == str(tmp_path / "b.wav")


def test_jams_of_others_bring_tags_as_the_claim(tmp_path: Path) -> None:
    jams = {
        "file_metadata": {"title": "T", "artist": "A", "release": "L", "duration": 12.5,
                          "identifiers": {"fma": "77"}},
        "annotations": [
            {"namespace": "tag_open", "data": [{"time": 0, "duration": 1, "value": "loud"}]},
            {"namespace": "tag_fma_genre", "data": [{"time": 0, "duration": 1, "value": "Folk"}]},
        ],
        "sandbox": {},
    }  # fmt: skip
    single = file(tmp_path, "a.jams", json.dumps(jams, indent=2))
    (track,) = tracks(single)
    assert (track.key, track.title, track.album, track.duration) == ("77", "T", "L", 12.5)
    assert track.claimed == "Folk"
    with ZipFile(tmp_path / "many.zip", "w") as archive:
        archive.writestr("x/a.jams", json.dumps(jams))
        archive.writestr("readme.txt", "x")
    assert tracks(tmp_path / "many.zip") == [track]
