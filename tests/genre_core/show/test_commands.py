"""``show`` on the command line."""

import csv
from pathlib import Path

import pytest

from genre_core.__main__ import main
from genre_core.show.ballots import open_ballots
from genre_core.show.kept_orders import keep_order
from genre_core.show.last_show import last_show
from genre_core.show.moments import Phase, Step
from genre_core.show.packed import read_pack
from genre_core.show.plan import orders_folder, pack_folder, planned_order, votes_file
from genre_core.show.running_order import RunningOrder, digest, write_order
from genre_core.show.votes import Choice, Vote
from tests.genre_core.show.made_packs import show_of, write_track
from tests.genre_core.show.orders import NOW
from tests.models import write_tiny_model


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a tiny model beside it, and a running order of one track."""
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tmp_path / "models"))
    write_tiny_model(tmp_path / "models" / "tiny")
    show = show_of(write_track(tmp_path))
    (tmp_path / "order.yaml").write_text(write_order(show), "utf-8")
    (tmp_path / "data" / "stage").mkdir(parents=True)
    (tmp_path / "data" / "stage" / "order.yaml").write_text(write_order(show), "utf-8")
    return tmp_path


def vote(order: RunningOrder) -> None:
    """Three phones vote in the first round: two no, one yes."""
    ballots = open_ballots(votes_file())
    ballots.begin(digest(order), order.title, NOW)
    ballots.move(Step("r1", Phase.VOTE), "m1", NOW)
    for phone, answer in enumerate((Choice.NO, Choice.NO, Choice.YES)):
        assert ballots.cast("r1", Vote(f"phone-{phone}-0123456789", answer), NOW).stored
    ballots.close()


def test_pack_packs_the_saved_order_and_says_what_is_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "pack", "--alpha", "0.2"]) == 0
    out, err = capsys.readouterr()
    pack = read_pack(pack_folder(), planned_order(None))
    assert f"r1: {pack.round('r1').sentence}" in out
    assert "1 round, " in out
    assert "by tiny 1." in out
    assert "Making round r1" in err


def test_pack_takes_an_order_a_folder_and_a_model(place: Path) -> None:
    arguments = ["--order", str(place / "order.yaml"), "--to", str(place / "usb")]
    assert main(["show", "pack", *arguments, "--model", "tiny"]) == 0
    assert not pack_folder().exists()
    assert read_pack(place / "usb", planned_order(None)).faults == ()


def test_a_round_that_cannot_be_made_is_named_and_the_exit_code_is_2(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "a.wav").unlink()
    assert main(["show", "pack"]) == 2
    assert "MISSING r1: Round r1 cannot be made: There is no track" in capsys.readouterr().out


def test_what_is_no_order_or_no_model_is_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "pack", "--order", str(place / "none.yaml")]) == 2
    assert "cannot be read (No such file" in capsys.readouterr().err
    assert main(["show", "pack", "--model", "nobody"]) == 2
    assert "There is no model 'nobody'" in capsys.readouterr().err


def test_results_tell_the_room_the_cnn_and_the_label(
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = planned_order(None)
    assert main(["show", "pack"]) == 0
    vote(order)
    capsys.readouterr()
    assert main(["show", "results"]) == 0
    out, err = capsys.readouterr()
    cnn = read_pack(pack_folder(), order).round("r1").answer
    assert f"  r1: 3 votes, 33% (6% to 79%) yes; CNN {cnn}, label yes" in out
    assert "chance 0.5, of the 1 rounds" in out
    assert err == ""


def test_results_are_written_as_a_table_and_as_labels(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote(planned_order(None))
    files = ["--csv", str(place / "r.csv"), "--labels", str(place / "l.csv")]
    assert main(["show", "results", *files]) == 0
    assert "The CNN's answers are unknown. There is no pack" in capsys.readouterr().err
    with (place / "r.csv").open(newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["round"], row["votes"], row["no"], row["cnn"]) == ("r1", "3", "2", "")
    assert "audience" in (place / "l.csv").read_text("utf-8")
    assert main(["show", "results", "--csv", "-"]) == 0
    assert capsys.readouterr().out.startswith("round,title,artist")


def test_results_under_another_order_than_the_shows_say_so(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote(planned_order(None))
    other = show_of(place / "a.wav", claim="Jazz")
    (place / "other.yaml").write_text(write_order(other), "utf-8")
    assert main(["show", "results", "--order", str(place / "other.yaml")]) == 0
    assert "is not the one of that show, or was changed" in capsys.readouterr().err
    assert main(["show", "results"]) == 0
    assert "is not the one of that show" not in capsys.readouterr().err


def test_a_show_that_was_left_behind_is_told_under_the_order_that_it_was_given_in(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = planned_order(None)
    keep_order(orders_folder(), order)
    vote(order)
    other = show_of(place / "a.wav", claim="Jazz")
    ballots = open_ballots(votes_file())
    ballots.begin(digest(other), "Another", NOW)
    last, first = ballots.shows()
    ballots.close()
    (place / "data" / "stage" / "order.yaml").write_text(write_order(other), "utf-8")
    assert main(["show", "results"]) == 0
    assert "r1: 0 votes" in capsys.readouterr().out
    assert main(["show", "results", "--show", first.id]) == 0
    out, err = capsys.readouterr()
    assert "r1: 3 votes, 33% (6% to 79%) yes" in out
    assert "The running order was changed since that show" in err
    assert main(["show", "results", "--show", "nobody"]) == 2
    assert "The votes' file has no show 'nobody'" in capsys.readouterr().err
    assert [(show.id, votes) for show, votes in last_show().others] == [(first.id, 3)]
    assert last_show(show=first.id).others == ()
    assert last_show().show == last


def test_without_a_show_there_is_nothing_to_tell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "results"]) == 2
    assert "No show was given: there is no" in capsys.readouterr().err
    open_ballots(votes_file()).close()
    assert main(["show", "results"]) == 2
    assert "the votes' file is empty" in capsys.readouterr().err
