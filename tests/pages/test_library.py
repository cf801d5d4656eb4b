"""The catalogue's page: what is in it, what comes in, what is heard, what goes out."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from genre_core.exchange.exporting import Format
from genre_core.people import Role
from genre_core.store.engine import Store
from tests.genre_core.sounds import music
from tests.pages.desk_visit import DeskVisit, recent, role_file
from tests.pages.test_decisions import say


def counts(visit: DeskVisit) -> dict[str, str]:
    return {each.label: each.value for each in visit.app.metric}


def bring_in(visit: DeskVisit, name: str, content: bytes) -> DeskVisit:
    """Hand in a file and import it."""
    visit.app.file_uploader[0].upload(name, content)
    return visit.run().press("Import")


@pytest.mark.usefixtures("demo")
def test_the_demo_is_the_first_catalogue() -> None:
    visit = DeskVisit("library")
    assert counts(visit)["Tracks"] == counts(visit)["Listened to"] == "9"
    (table,) = visit.app.dataframe
    assert len(table.value) == 9
    assert "0 tracks wait to be heard" in visit.words


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("text", "rows"), [("canon", 1), ("", 9), ("  CANON ", 1)])
def test_a_search_finds_tracks(text: str, rows: int) -> None:
    (table,) = DeskVisit("library", catalogue=text).app.dataframe
    assert len(table.value) == rows


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("text", ["%", "'; DROP TABLE tracks; --", "qq\x00zz", "📻" * 1000])
def test_a_search_for_garbage_finds_nothing(text: str) -> None:
    visit = DeskVisit("library", catalogue=text)
    assert "No track is like that" in visit.words


def test_a_table_with_mark_and_semicolons_comes_in_and_is_heard(
    demo: Store, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "café.flac", music(6, 16_000, 1), 16_000)
    rows = (
        "id;path;title;artist;genre\r\n"
        "n1;café.flac;=cmd()|📻;Ångström;Rock\r\n"
        "n2;gone.flac;مرحبا;A;Skiffle\r\n"
    )
    visit = DeskVisit("library")
    visit.choose("import-root", str(tmp_path))
    bring_in(visit, "mine.csv", rows.encode("utf-8-sig"))
    assert "2 new tracks" in visit.alerts[0]
    # The demo has made room.
    assert counts(visit)["Tracks"] == "2"
    assert "2 tracks wait to be heard" in visit.words
    visit.press("Listen")
    said = "\n".join(visit.alerts)
    assert "1 tracks heard" in said or "1 track heard" in said
    assert "cannot be heard" in said
    assert counts(visit)["Cannot be heard"] == "1"
    # The same file again brings nothing.
    bring_in(visit, "mine.csv", rows.encode("utf-8-sig"))
    assert "0 new tracks" in "\n".join(visit.alerts)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("noise.parquet", b"\x00\x01\x02"),
        ("broken.json", b"{"),
        ("words.csv", b"no column here means anything\n1\n"),
        ("../../etc/passwd.csv", b"\xff\xfe\xfa"),
    ],
)
def test_a_file_that_is_no_catalogue_is_a_sentence(name: str, content: bytes) -> None:
    visit = bring_in(DeskVisit("library"), name, content)
    assert visit.app.error or visit.app.warning
    assert counts(visit)["Tracks"] == "9"


@pytest.mark.parametrize("form", Format, ids=str)
def test_every_form_can_be_taken_out(demo: Store, form: Format) -> None:
    say(demo, "d0", note="=1+1")
    visit = DeskVisit("library")
    (box,) = visit.app.selectbox
    box.set_value(form)
    visit.run().press("Prepare the file")
    names = [button.label for button in visit.app.download_button]
    assert len(names) == (2 if form is Format.LABEL_STUDIO else 1)
    assert all(f"spectrogram-{form.value}-" in name for name in names)
    assert visit.alerts == []


@pytest.mark.parametrize("form", Format, ids=str)
def test_an_empty_desk_can_be_taken_out_as_well(data_folder: Path, form: Format) -> None:
    visit = DeskVisit("library")
    (box,) = visit.app.selectbox
    box.set_value(form)
    visit.run().press("Prepare the file")
    assert not visit.app.error or visit.app.error[0].value.endswith(".")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", [Role.VIEWER, Role.MODERATOR, Role.SENIOR])
def test_only_an_admin_brings_in_and_takes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", role))
    visit = DeskVisit("library", "ada")
    assert counts(visit)["Tracks"] == "9"
    assert not {"Import", "Listen", "Prepare the file"} & set(visit.labels)
    assert "take an admin" in visit.words


def test_decisions_can_be_brought_in(demo: Store) -> None:
    key = say(demo, "d0")
    rows = (
        "id,decision,moderator,decided_at,genres\n"
        f"{key},genre_is,eve,2026-01-01T00:00:00+00:00,Jazz\n"
    )
    visit = bring_in(DeskVisit("library"), "theirs.csv", rows.encode())
    assert "1 new decisions" in visit.alerts[0] or "1 new decision" in visit.alerts[0]
    assert {record.moderator_name for record in recent(demo)} >= {"local", "eve"}
