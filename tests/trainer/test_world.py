"""From the archive's server to a model that the app serves, by the one command.

The archive is small, and everything else is what it is for the real one: tables and clips come
over HTTP, some of them damaged; ``python -m trainer fma`` does the rest.
"""

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from hashlib import sha1
from pathlib import Path

import pandas as pd
import pytest
import soundfile

from genre_core.analysis import analyse
from genre_core.card import default_model, read_card
from genre_core.classifier import load_classifier
from genre_core.genres import read_claim
from genre_core.outcomes import Outcome
from tests.data_folder import fill_own_folder
from tests.pages.visit import Visit
from tests.trainer.archive_server import ArchiveServer, Fault, serving
from tests.trainer.tracks import GENRES, SPEC, sound
from tests.trainer.world import (
    BRIEF,
    FAMILIES,
    GARBAGE,
    JAZZ,
    KNOWN_BAD,
    LEFT,
    LIMITED,
    MISSING,
    RECIPE,
    RIGHT,
    TORN,
    WRONG,
    Archive,
    made_pieces,
    real_pieces,
    small_archive,
)
from trainer.__main__ import INTERRUPTED, main
from trainer.fetch.published import Published
from trainer.fma.files import manifest_id
from trainer.manifest import read_manifest
from trainer.promote import LOG

ROOT = Path(__file__).resolve().parents[2]
MODEL = "fma-3"


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Home:
    """An engineer's disk, and the archive that lies beyond the network."""

    folder: Path
    archive: Archive
    server: ArchiveServer
    recipe: str = RECIPE

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def run(self) -> Path:
        return self.folder / "runs" / MODEL

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def manifest(self) -> Path:
        return self.data / "fma-large-20.csv"

    def command(self, *more: str) -> list[str]:
        """The one command, with the options that point it at this archive."""
        recipe = self.folder / "small.py"
        recipe.write_text(self.recipe, "utf-8")
        places = [f"--data={self.data}", f"--runs={self.run.parent}", "--curate=--least 10"]
        archive = [f"--base-url={self.server.url}", f"--sha1={self.archive.sha1}"]
        return ["fma", str(recipe), *places, *archive, *more]

    def fma(self, *more: str) -> Told:
        """Run it in this process; what it promotes goes into this home's models."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("SPECTROGRAM_MODELS", str(self.models))
            code = main(self.command(*more))
        return Told(code, out.getvalue(), err.getvalue())

    def here(self) -> set[int]:
        """The tracks whose clips are on the disk."""
        return {int(path.stem) for path in self.data.glob("fma_large/*/*.mp3")}

    def wanted(self) -> set[int]:
        """The tracks that the manifest names."""
        return {int(track.path.stem) for track in read_manifest(self.manifest)}


@dataclass(frozen=True, slots=True)
class Promoted:
    """A home in which the one command went through, and what it said the first two times."""

    home: Home
    stopped: Told
    went_on: Told


@pytest.fixture(scope="module")
def archive() -> Archive:
    return small_archive(made_pieces())


@pytest.fixture(scope="module")
def promoted(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Promoted]:
    with serving(dict(archive.files)) as server:
        home = Home(tmp_path_factory.mktemp("home"), archive, server)
        yield Promoted(home, home.fma(), home.fma("--go-on"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A disk on which nothing was fetched yet; artists of the archive have a track each."""
    archive = small_archive(made_pieces(each=1))
    with serving(dict(archive.files)) as server:
        yield Home(tmp_path, archive, server)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def stamps(*places: Path) -> dict[Path, int]:
    """When each of these files, and of those in these folders, was last written."""
    found = (path for place in places for path in (place, *place.rglob("*")))
    return {path: path.stat().st_mtime_ns for path in found if path.is_file()}


def new_track(folder: Path, genre: str) -> Path:
    """A recording by somebody whom no model ever heard."""
    path = folder / "new.wav"
    soundfile.write(path, sound(genre, 7_000, seconds=12.0), SPEC.sample_rate)
    return path


def test_clips_that_cannot_be_had_stop_the_chain_until_somebody_says_go_on(
    promoted: Promoted,
) -> None:
    told = promoted.stopped
    assert told.code == 1
    assert f"{manifest_id(MISSING)}: " in told.err
    assert "holds no such clip" in told.err
    assert f"fma_large/090/{WRONG:06}.mp3 came with SHA-1" in told.err
    assert "2 of 175 clips are missing. Run the same command again" in told.err
    assert told.err.rstrip().endswith("or train without these: --go-on.")
    assert "python -m trainer run" not in told.err
    problems = rows(promoted.home.data / "problems.csv")
    assert [row["id"] for row in problems] == [manifest_id(MISSING), manifest_id(WRONG)]


def test_the_chain_says_each_command_as_one_would_type_it(promoted: Promoted) -> None:
    told = promoted.went_on
    assert told.code == 0
    typed = [line for line in told.err.splitlines() if line.startswith("$ ")]
    assert [line.split()[4] for line in typed] == ["fetch", "curate", "fetch", "run"]
    assert "--genre Classical,Electronic,Rock" in typed[1]
    assert "Going on without 2 of 175 clips." in told.err


def test_only_what_the_recipe_needs_comes_over_the_network(promoted: Promoted) -> None:
    home = promoted.home
    assert home.here() == home.wanted() - {MISSING, WRONG}
    assert home.server.sent < len(home.archive.files["/fma_large.zip"])
    assert {track.genre for track in read_manifest(home.manifest)} == set(GENRES)
    assert any(piece.genre == JAZZ for piece in home.archive.pieces)


def test_the_manifest_knows_what_the_tables_know(promoted: Promoted) -> None:
    tracks = read_manifest(promoted.home.manifest)
    assert tracks[0].link == "https://example.org/music/2"
    assert tracks[0].title == "Piece 2"
    assert "Noncommercial" in tracks[0].licence
    assert {track.split for track in tracks} == {"train"}
    moods = [track for track in tracks if track.valence is not None]
    assert 0 < len(moods) < len(tracks)


def test_what_the_curation_sets_aside_is_written_down(promoted: Promoted) -> None:
    dropped = rows(promoted.home.data / "fma-large-20.dropped.csv")
    reasons = {row["id"]: row["reason"] for row in dropped}
    assert reasons[manifest_id(KNOWN_BAD)] == "known-bad-clip"
    assert reasons[manifest_id(FAMILIES)] == "several-families"
    assert reasons[manifest_id(LIMITED)] == "licence"


def test_damaged_clips_are_left_out_by_name_and_reason(promoted: Promoted) -> None:
    said = promoted.went_on.err
    assert "  170 of 175 tracks can be used" in said
    assert f"left out {manifest_id(TORN)}: The recording lasts " in said
    assert f"left out {manifest_id(BRIEF)}: The recording lasts 0.5 s" in said
    assert f"left out {manifest_id(GARBAGE)}: The file is not audio" in said
    assert f"left out {manifest_id(MISSING)}: There is no file" in said


def test_an_album_of_two_parts_stays_in_the_last_of_them(promoted: Promoted) -> None:
    parts = {row["id"]: row["part"] for row in rows(promoted.home.run / "split.csv")}
    assert parts[manifest_id(LEFT)] == "test"
    assert parts[manifest_id(RIGHT)] == ""
    assert len(parts) == 175
    assert list(parts.values()).count("") == 1


def test_the_model_is_promoted_by_the_rule_and_not_by_a_person(promoted: Promoted) -> None:
    home = promoted.home
    lines = (home.models / MODEL / LOG).read_text("utf-8").splitlines()
    (decision,) = [json.loads(line) for line in lines]
    assert decision["promoted"]
    assert decision["better"]
    assert decision["force"] is None
    card = read_card(home.models / MODEL)
    assert card.metric("accuracy").low > card.metric("majority").value
    assert card.metric("accuracy").note == "37 tracks of 10 artists, each left out of training"
    assert "\npromoted: " in promoted.went_on.err


def test_every_step_left_the_file_that_it_promises(promoted: Promoted) -> None:
    files = (
        "run.json", "features/index.csv", "split.csv", "fit/fit.weights.h5", "fit/history.csv",
        "evaluation.parquet", "metrics.json", "confusion.csv", "flagging.csv", "calibration.npz",
        f"candidate/{MODEL}/card.json", f"candidate/{MODEL}/model.onnx",
    )  # fmt: skip
    assert [name for name in files if not (promoted.home.run / name).is_file()] == []
    tested = pd.read_parquet(promoted.home.run / "evaluation.parquet")
    assert set(tested["genre"]) == set(GENRES)


def test_the_same_command_again_does_nothing_twice(promoted: Promoted) -> None:
    home = promoted.home
    pictures, index = (home.run / "features" / name for name in ("pictures.u1", "index.csv"))
    kept = (home.data / "fma_large", home.run / "fit", home.models, pictures)
    before, drawn, asked = stamps(*kept), index.read_bytes(), len(home.server.asked)
    told = home.fma("--go-on")
    assert told.code == 0, told.err
    assert stamps(*kept) == before
    assert index.read_bytes() == drawn
    # The directory, the list, and once more the clip whose checksum is wrong; no tables.
    later = home.server.asked[asked:]
    assert {request.path for request in later} == {"/fma_large.zip"}
    assert len(later) <= 6


def test_a_new_track_is_judged_by_the_promoted_model(
    promoted: Promoted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(promoted.home.models))
    assert default_model() == MODEL
    classifier = load_classifier(promoted.home.models / MODEL)
    path = new_track(tmp_path, "Electronic")
    honest = analyse(path, read_claim("Electronic"), classifier, 0.2).verdict
    assert honest.n_calibration == 4
    assert honest.outcome is not Outcome.MISMATCH
    assert analyse(path, read_claim("Classical"), classifier, 0.2).verdict.flagged


def test_the_app_serves_the_promoted_model(
    promoted: Promoted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(promoted.home.models))
    monkeypatch.setenv("SPECTROGRAM_DATA", str(fill_own_folder(tmp_path / "data")))
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(tmp_path / "no-examples"))
    page = Visit()
    page.app.select_slider(key="alpha").set_value(0.2)
    page.upload("new.wav", new_track(tmp_path, "Electronic").read_bytes())
    page.claim("Classical")
    assert page.question == "Does this look like a Classical piece to you?"
    assert page.alerts["error"] == [f"**{page.answer}**"]
    page.claim("Jazz")
    assert page.answer.startswith("I cannot test")
    assert f"The model {read_card(promoted.home.models / MODEL).title}" in page.words.replace(
        "*", ""
    )


def test_real_music_goes_the_same_way(shared: Path, tmp_path: Path) -> None:
    """Whether so small a net learns anything is chance here, so a person promotes it."""
    genres = (shared / "fma" / "genres.csv").read_text("utf-8")
    archive = small_archive(real_pieces(shared / "music", each=2), genres)
    person = ("--force", "--who", "Ada", "--why", "To see it served.")
    with serving(dict(archive.files)) as server:
        home = Home(tmp_path, archive, server, RECIPE.replace("epochs=8", "epochs=1"))
        told = home.fma("--go-on", *person)
    assert told.code == 0, told.err
    assert read_card(home.models / MODEL).title == "Free Music Archive, three genres"
    (line,) = (home.models / MODEL / LOG).read_text("utf-8").splitlines()
    assert json.loads(line)["force"] == {"who": "Ada", "why": "To see it served."}


def test_a_chain_that_is_interrupted_or_turned_away_goes_on_where_it_stopped(home: Home) -> None:
    # Of the tables a byte and the rest; of the clips a byte, the end, the list and one request.
    home.server.patient_requests = 6
    arguments = [sys.executable, "-m", "trainer", *home.command()]
    process = subprocess.Popen(arguments, cwd=ROOT, text=True, stderr=subprocess.PIPE)
    assert home.server.waiting.wait(60)
    process.send_signal(signal.SIGINT)
    home.server.release.set()
    said = process.communicate(timeout=60)[1]
    assert process.returncode == INTERRUPTED
    assert "Interrupted. The same command goes on where this one stopped." in said
    first = home.here()
    assert first < home.wanted()

    home.server.patient_requests = 1_000_000
    home.server.faults = [Fault(status=503, retry_after="3600")]
    told = home.fma()
    assert told.code == 1
    assert "asks for 3600 s of patience" in told.err
    assert "Run the same command again later." in told.err
    assert home.here() == first

    told = home.fma()
    assert told.code == 1  # for the two that nobody can have
    assert f"{len(first)} clips are here" in told.out
    assert home.here() == home.wanted() - {MISSING, WRONG}
    assert not home.run.exists()


def test_a_dry_run_says_how_much_it_is_and_fetches_the_tables_only(home: Home) -> None:
    told = home.fma("--dry-run")
    assert "0 clips are here; 48 are to be fetched: " in told.out
    assert told.code == 1  # for one that the archive does not hold
    assert home.here() == set()
    assert "--go-on" not in told.err


def test_a_server_without_ranges_is_no_dead_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.server.ranges = False
    told = home.fma()
    assert told.code == 1
    assert "add --whole to the same command" in told.err
    assert home.here() == set()

    zipped = home.archive.files["/fma_large.zip"]
    here = Published("fma_large", "small", sha1(zipped).hexdigest())
    monkeypatch.setattr("trainer.fetch.commands.SUBSETS", (here,))
    assert "are to be fetched" in home.fma("--whole", "--dry-run").out
    told = home.fma("--whole")
    assert told.code == 1  # for the two that nobody can have
    assert "without these: --go-on" in told.err
    assert home.here() == home.wanted() - {MISSING, WRONG}


def test_so_many_missing_clips_are_no_accident_and_nobody_may_go_on(tmp_path: Path) -> None:
    pieces = [replace(piece, content=b"") for piece in made_pieces(each=1)[:3]]
    archive = small_archive([*pieces, *made_pieces(each=1)[3:]])
    with serving(dict(archive.files)) as server:
        told = Home(tmp_path, archive, server).fma("--go-on")
    assert told.code == 1
    assert told.err.rstrip().endswith(
        "5 of 49 clips are missing. Run the same command again to try them once more."
    )


def test_tables_that_are_not_the_published_ones_are_not_kept(home: Home) -> None:
    told = home.fma("--sha1", "0" * 40)
    assert told.code == 1
    assert "SHA-1" in told.err
    assert not (home.data / "fma_metadata").exists()
    assert "trainer curate" not in told.err


def test_an_official_split_that_leaks_names_the_artist_and_what_to_say(tmp_path: Path) -> None:
    leak = [
        replace(piece, split=split, artist="The Leak", album=split)
        for piece, split in zip(made_pieces(each=1)[:2], ("training", "test"), strict=True)
    ]
    archive = small_archive([*leak, *made_pieces(each=1)[2:]])
    with serving(dict(archive.files)) as server:
        home = Home(tmp_path, archive, server)
        told = home.fma("--go-on", "--official")
    assert told.code == 1
    assert "The Leak lies both in part train and in part test" in told.err
    assert "--set-aside" in told.err
    # At once: nothing was decoded, and --set-aside finds no folder begun without it.
    assert not home.run.exists()


def test_a_recipe_that_is_not_there_is_noticed_before_anything_is_fetched(home: Home) -> None:
    err = io.StringIO()
    with redirect_stderr(err):
        assert main(["fma", str(home.folder / "no.py"), *home.command()[2:]]) == 1
    assert f"There is no file {home.folder / 'no.py'}." in err.getvalue()
    assert home.server.asked == []


def test_nobody_forces_a_promotion_without_a_name_and_that_is_said_at_once(home: Home) -> None:
    told = home.fma("--force", "--who", "Ada")
    assert told.code == 1
    assert "Give a name and a reason." in told.err
    assert home.server.asked == []
