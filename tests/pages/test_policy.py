"""The policy board: what its links open, what the slider changes, and putting it into force."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from genre_core.classifier import shared_classifier
from genre_core.desk.policy.applying import apply_policy
from genre_core.desk.policy.board import Board, board
from genre_core.desk.policy.catalogue import read_catalogue
from genre_core.desk.policy.grounds import Grounds, read_grounds
from genre_core.desk.policy.mislabelled import by_month
from genre_core.desk.policy.past import past_policies
from genre_core.desk.policy.terms import Policy, effective_alpha
from genre_core.desk.policy.uploaders import uploaders
from genre_core.people import LOCAL, Role
from genre_core.store.engine import Store, database_url, open_store, utc_now
from genre_core.store.schema import decisions, flags, tracks, verdicts
from pages.parts.chart_file import Look, png_of
from pages.parts.entrance.admission import Admission
from pages.parts.policy_board.address import percent, read_policy
from pages.parts.policy_board.curve_chart import curve_chart, placed
from pages.parts.policy_board.curve_table import MISSED, RIGHT, curve_table
from pages.parts.policy_board.month_chart import month_chart, month_table
from tests.data_folder import fill_own_folder
from tests.judged_desk import MODEL, Past, fill
from tests.pages.conftest import opened_copy
from tests.pages.desk_visit import DeskVisit, role_file

TRACKS = 900
LOOK = Look("#FFFFFF", "#000000", "#777777", "#DDDDDD", ("#B0460F", "#12728A"), ())


class Visit(DeskVisit):
    """One session on the page."""

    def __init__(self, name: str = "", **link: str) -> None:
        super().__init__("policy", name, **link)

    def slide(self, alpha: float) -> Visit:
        self.app.select_slider(key="policy-alpha").set_value(alpha)
        self.run()
        return self

    def pick(self, key: str, value: str) -> Visit:
        self.app.button_group(key=key).set_value(value)
        self.run()
        return self

    @property
    def metrics(self) -> dict[str, str]:
        return {each.label: each.value for each in self.app.metric}

    @property
    def below(self) -> dict[str, str]:
        return {each.label: each.delta for each in self.app.metric}

    @property
    def link(self) -> dict[str, Any]:
        return {name: value for name, value in self.app.query_params.items() if name != "next"}

    @property
    def table(self) -> Any:
        return self.app.dataframe[-1].value


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that decided for a while, to be copied."""
    return made(tmp_path_factory.mktemp("judged"), Past(tracks=TRACKS, now=utc_now()))


@pytest.fixture(scope="session")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk on which nobody decided anything yet."""
    past = Past(tracks=TRACKS, audit=0, decided=0, measured=False, now=utc_now())
    return made(tmp_path_factory.mktemp("undecided"), past)


def made(folder: Path, past: Past) -> Path:
    store = open_store(database_url(fill_own_folder(folder)))
    fill(store, past)
    store.close()
    return Path(str(store.engine.url.database))


@pytest.fixture
def desk(data_folder: Path, judged: Path) -> Iterator[Store]:
    """The app's desk, which decided for a while."""
    yield from opened_copy(judged, data_folder)


@pytest.fixture
def new_desk(data_folder: Path, undecided: Path) -> Iterator[Store]:
    """The app's desk, on which nobody decided anything yet."""
    yield from opened_copy(undecided, data_folder)


@pytest.fixture
def as_viewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let everybody be a viewer; return somebody's name."""
    monkeypatch.setenv("SPECTROGRAM_ROLES", role_file(tmp_path / "roles.toml", Role.VIEWER))
    return "vera"


def grounds_of(store: Store) -> Grounds:
    model = shared_classifier(MODEL)
    with store.reading() as connection:
        heard = read_catalogue(connection, MODEL, model.card.version, model.card.genres)
        return read_grounds(connection, heard, model.calibration)


def board_of(store: Store, policy: Policy) -> Board:
    return board(grounds_of(store), policy, 10.0)


@given(st.floats(1e-6, 0.5))
def test_a_link_flags_no_less_than_was_chosen(alpha: float) -> None:
    reading = read_policy({"alpha": percent(alpha)}, 0.05)
    assert alpha <= reading.alpha <= alpha + 1e-7
    assert read_policy({"alpha": percent(alpha)}, alpha).alpha == alpha


def test_a_link_may_ask_for_a_level() -> None:
    assert read_policy({"level": "12.5", "alpha": "3"}, 0.05).level == 0.125
    assert read_policy({"alpha": "3"}, 0.05).level is None


@pytest.mark.parametrize("name", ["alpha", "level"])
@pytest.mark.parametrize("text", ["0", "-1", "50.1", "nan", "inf", "x", "9" * 40])
def test_what_makes_no_sense_is_said(name: str, text: str) -> None:
    reading = read_policy({name: text}, 0.07)
    assert reading.alpha == 0.07
    (complaint,) = reading.complaints
    assert f'The address asks for {name} "' in complaint
    assert complaint.endswith("shown is 7%." if name == "alpha" else "shown is 20%.")


def test_the_policy_in_force_is_shown_first(desk: Store) -> None:
    page = Visit()
    found = board_of(desk, Policy(0.05))
    assert page.metrics["Flags"] == f"{found.point.flags:,}"
    assert page.below["Flags"] == f"{found.point.share:.1%} of {found.tracks:,} tracks"
    assert page.below["Work that waits"] == f"{found.point.backlog:,} open flags"
    assert page.below["Work a day"].endswith("s a decision, measured")
    hopes = found.point.expected
    assert page.metrics["Flags that are right"] == f"{hopes.precision.value:.1%}"
    assert page.metrics["Wrong claims missed"] == f"{hopes.misses.value:,.0f}"
    assert page.metrics["Missed, of all that are wrong"] == f"{hopes.missed.value:.1%}"
    assert "told by the desk's own decisions" in page.words
    assert "No flag changes" in page.words
    assert "nan" not in page.words.lower()


def test_the_slider_changes_the_numbers_and_the_address(desk: Store) -> None:
    page = Visit()
    for alpha in (0.1, 0.2):
        page.slide(alpha)
        assert page.metrics["Flags"] == f"{board_of(desk, Policy(alpha)).point.flags:,}"
        assert page.link == {"alpha": percent(alpha)}
    assert "more flags" in page.words


def test_a_link_opens_any_alpha(desk: Store) -> None:
    page = Visit(alpha="7.3", part="apply")
    assert page.app.select_slider(key="policy-alpha").value == 0.073
    assert page.metrics["Flags"] == f"{board_of(desk, Policy(0.073)).point.flags:,}"
    assert "Put alpha 7.3% into force" in page.labels


@pytest.mark.usefixtures("desk")
def test_a_link_that_makes_no_sense_says_so_until_something_is_chosen() -> None:
    page = Visit(alpha="<b>", part="nowhere")
    assert 'asks for alpha "<b>"' in page.words
    assert 'asks for the part "nowhere"' in page.words
    assert page.app.select_slider(key="policy-alpha").value == 0.05
    assert "The address asks" not in "\n".join(page.slide(0.1).alerts)


def test_a_level_is_turned_into_an_alpha(desk: Store) -> None:
    grounds = grounds_of(desk)
    level = 0.5
    alpha = effective_alpha(grounds.testable, Policy(level=level))
    page = Visit(level="50")
    assert page.metrics["Flags"] == f"{grounds.audited.tracks(alpha):,}"
    if alpha:
        assert "wrong flags on average" in page.words
    page.pick("policy-mode", "alpha")
    assert page.link == {"alpha": "5"}
    page.pick("policy-mode", "level")
    assert page.link == {"level": "50"}


def test_where_nothing_is_flagged_the_worst_are_offered(desk: Store) -> None:
    page = Visit(level="1")
    assert page.metrics["Flags"] == "0"
    assert page.metrics["Flags that are right"] == "no flags"
    assert "none can be flagged with at most 1% wrong flags" in page.words
    (label,) = [each for each in page.labels if each.startswith("Look at alpha")]
    offered = board_of(desk, Policy(level=0.01)).offer
    assert offered is not None
    page.press(label)
    assert page.metrics["Flags"] == f"{offered.flags:,}"
    assert list(page.link) == ["alpha"]


def test_genres_are_told_one_by_one(desk: Store) -> None:
    page = Visit(alpha="10")
    table = page.table.set_index("Claimed genre")
    for row in board_of(desk, Policy(0.1)).genres:
        assert tuple(table.loc[row.genre, ["Tracks", "Flags", "Found wrong"]]) == (
            row.tracks,
            row.flags,
            row.wrong,
        )
    assert table.loc["Jazz", "Least"] == "never"
    assert "The model knows neither Jazz nor the family" in page.words


@pytest.mark.usefixtures("new_desk")
def test_what_nobody_measured_is_assumed_and_can_be_changed() -> None:
    page = Visit()
    assert page.below["Work a day"] == "20 s a decision, assumed"
    assert "as if 5% of claims were uniform lies: an assumption" in page.words
    before = page.metrics["Flags that are right"]
    page.app.number_input(key="policy-seconds").set_value(40)
    page.app.number_input(key="policy-lies").set_value(20.0)
    page.run()
    assert page.below["Work a day"] == "40 s a decision, assumed"
    assert "as if 20% of claims were uniform lies" in page.words
    assert float(before[:-1]) < float(page.metrics["Flags that are right"][:-1])


def test_how_many_come_in_is_asked_for_where_nobody_knows(new_desk: Store) -> None:
    with new_desk.writing() as connection:
        connection.execute(update(tracks).values(added_at=utc_now()))
    page = Visit(alpha="10")
    assert page.metrics["Flags a day"] == page.metrics["Work a day"] == "not known"
    assert "Say how many come in a day" in page.words
    page.app.number_input(key="policy-a-day").set_value(10_000)
    page.run()
    found = board_of(new_desk, Policy(0.1)).point
    assert page.metrics["Flags a day"] == f"{10_000 * found.share:,.1f}"
    assert page.below["Flags a day"] == "of 10,000 new, assumed"


@pytest.mark.usefixtures("desk")
def test_what_was_measured_is_not_asked_for() -> None:
    assert not Visit().app.number_input


def test_uploaders_stand_in_the_order_of_the_core(desk: Store) -> None:
    grounds = grounds_of(desk)
    page = Visit(alpha="10", part="uploaders")
    rows = uploaders(grounds, grounds.catalogue.artists, 0.1)
    assert list(page.table["Whose"]) == [row.name for row in rows]
    assert list(page.table["Flagged"]) == [row.flagged for row in rows]
    said = list(page.table["In fairness"])
    assert all(words == row.fairness for words, row in zip(said, rows, strict=True))
    page.pick("policy-by", "label")
    labels = uploaders(grounds, grounds.catalogue.others[0], 0.1)
    assert list(page.table["Whose"]) == [row.name for row in labels]
    assert page.link == {"alpha": "10", "part": "uploaders", "by": "label"}


def test_uploaders_can_be_sorted_by_their_share(desk: Store) -> None:
    grounds = grounds_of(desk)
    rows = uploaders(grounds, grounds.catalogue.artists, 0.1)
    shares = Visit(alpha="10", part="uploaders").table["Share"]
    assert list(shares) == pytest.approx([row.share.value for row in rows], abs=0.005)


def test_an_uploaders_tracks_are_a_link_away(desk: Store) -> None:
    grounds = grounds_of(desk)
    first = uploaders(grounds, grounds.catalogue.artists, 0.1)[0]
    page = Visit(alpha="10", part="uploaders", who=first.name)
    assert f"{first.sentence} {first.fairness}" in page.words
    assert len(page.table) == first.flagged
    for decided, link in zip(page.table["Decided"], page.table["Open"], strict=True):
        assert link.startswith("decisions?text=made-" if decided else "library?catalogue=made-")
    assert "Work through them at the desk" in page.labels
    assert "has no flagged track at this alpha" in Visit(part="uploaders", who="Nobody").words


def test_the_desk_opens_with_the_artists_tracks(desk: Store) -> None:
    grounds = grounds_of(desk)
    first = uploaders(grounds, grounds.catalogue.artists, 0.1)[0]
    page = Visit(alpha="10", part="uploaders", who=first.name)
    page.press("Work through them at the desk")
    assert page.app.selectbox(key="queue").value == "flagged"
    assert page.app.text_input(key="filter-artist").value == first.name


def test_a_viewer_is_not_sent_to_the_desk(desk: Store, as_viewer: str) -> None:
    grounds = grounds_of(desk)
    first = uploaders(grounds, grounds.catalogue.artists, 0.1)[0]
    page = Visit(as_viewer, alpha="10", part="uploaders", who=first.name)
    assert len(page.table) == first.flagged
    assert "Work through them at the desk" not in page.labels


@pytest.mark.usefixtures("desk")
def test_how_much_is_mislabelled_is_told_with_its_interval() -> None:
    page = Visit(part="mislabelled")
    assert page.metrics["Claims that are wrong"].endswith("%")
    assert " to " in page.below["Claims that are wrong"]
    assert "claim a wrong genre (95% interval" in page.words
    assert len(page.app.get("vega_lite_chart")) == 2
    assert len(page.app.download_button) == 4


@pytest.mark.usefixtures("new_desk")
def test_without_an_audit_it_says_what_to_do() -> None:
    page = Visit(part="mislabelled")
    assert "Draw an audit and decide it." in page.words
    assert "Claims that are wrong" not in page.metrics


def test_an_admin_puts_another_policy_into_force(desk: Store) -> None:
    page = Visit(alpha="10", part="apply")
    flagged = board_of(desk, Policy(0.1)).point.flags
    submit = "Put alpha 10% into force"
    page.press(submit)
    assert "Nothing was changed. Tick the box" in page.words
    page.app.checkbox[0].check()
    page.press(submit)
    assert "The policy has no reason" in page.words
    page.app.text_input(key="policy-reason-1").set_value("More hands until June.")
    page.app.checkbox[0].check()
    page.press(submit)
    assert "Judged anew:" in page.words
    assert "not judged yet" not in page.words
    with desk.reading() as connection:
        newest = past_policies(connection)[0]
        cited = select(func.count()).where(verdicts.c.policy_id == newest.id)
        judged = connection.execute(cited).scalar_one()
        of_them = cited.where(verdicts.c.outcome == "mismatch")
        assert connection.execute(of_them).scalar_one() == flagged
    assert (newest.alpha, newest.level, newest.reason) == (0.1, None, "More hands until June.")
    assert judged == TRACKS - TRACKS // 50
    assert list(page.table["Why"]) == ["More hands until June.", "not said"]
    assert "This is the policy in force." in page.words
    assert submit not in page.labels


def test_a_stricter_policy_withdraws_what_it_does_not_share(desk: Store) -> None:
    page = Visit(alpha="3", part="apply")
    page.app.checkbox[0].check()
    page.app.text_input(key="policy-reason-1").set_value("Holidays.")
    page.press("Put alpha 3% into force")
    shared = grounds_of(desk).thresholds <= 0.03
    with desk.reading() as connection:
        waiting = select(func.count()).where(flags.c.queue == "flagged", flags.c.state == "open")
        assert connection.execute(waiting).scalar_one() <= int(shared.sum())


def test_what_was_interrupted_can_be_gone_on_with(desk: Store) -> None:
    apply_policy(desk, LOCAL, Policy(0.1), "Half done.", utc_now())
    page = Visit()
    heard = TRACKS - TRACKS // 50
    assert f"{heard:,} tracks are not judged yet under the policy in force, 10%" in page.words
    page.press("Go on")
    assert f"Judged anew: {heard:,} tracks" in page.words
    assert "Go on" not in page.labels
    assert "Judged anew" not in "\n".join(page.run().alerts)


def test_a_viewer_looks_and_changes_nothing(desk: Store, as_viewer: str) -> None:
    apply_policy(desk, LOCAL, Policy(0.1), "Half done.", utc_now())
    page = Visit(as_viewer, alpha="2", part="apply")
    assert "not judged yet" in page.words
    assert not {"Go on", "Put alpha 2% into force"} & set(page.labels)
    assert "takes an admin" in page.words
    assert list(page.table["Why"]) == ["Half done.", "not said"]


def test_who_is_no_admin_any_more_when_the_form_comes_changes_nothing(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Visit(alpha="10", part="apply")
    now = Admission(replace(LOCAL, role=Role.MODERATOR))
    monkeypatch.setattr("pages.parts.policy_board.applying.ask", lambda: now)
    page.app.checkbox[0].check()
    page.app.text_input(key="policy-reason-1").set_value("More hands until June.")
    page.press("Put alpha 10% into force")
    assert "admin" in "\n".join(page.alerts)
    with desk.reading() as connection:
        assert len(past_policies(connection)) == 1


def test_a_catalogue_that_the_model_did_not_hear_is_a_sentence(desk: Store) -> None:
    with desk.writing() as connection:
        connection.execute(update(verdicts).values(model="another"))
    page = Visit()
    assert f"has heard none of {TRACKS:,} tracks" in page.words
    assert not page.metrics


def test_claims_that_cannot_be_tested_are_a_sentence(new_desk: Store) -> None:
    with new_desk.writing() as connection:
        connection.execute(update(tracks).values(claimed="Jazz", claimed_genre="Jazz"))
    for link in ({"alpha": "5"}, {"level": "20"}):
        page = Visit(**link)
        assert page.metrics["Flags"] == "0"
        assert "No alpha flags any of these claims" in page.words
        assert "nan" not in page.words.lower()
    assert "No artist has a flagged track" in Visit(part="uploaders").words
    assert "This policy flags nothing" in Visit(level="20", part="apply").words


def test_claims_that_name_no_genre_are_a_sentence(new_desk: Store) -> None:
    with new_desk.writing() as connection:
        connection.execute(update(tracks).values(claimed="nice", claimed_genre=""))
    assert "No claim of the catalogue names a genre" in Visit().words


def test_one_genre_alone_is_shown(new_desk: Store) -> None:
    with new_desk.writing() as connection:
        connection.execute(update(tracks).values(claimed="Rock", claimed_genre="Rock"))
    page = Visit(alpha="10")
    assert list(page.table["Claimed genre"]) == ["Rock"]


def test_verdicts_that_somebody_spoilt_are_a_sentence(desk: Store) -> None:
    with desk.writing() as connection:
        first = select(func.min(verdicts.c.id)).scalar_subquery()
        spoil = update(verdicts).where(verdicts.c.id == first)
        connection.execute(spoil.values(probabilities=["no", "object"]))
    assert "The probabilities of a verdict cannot be read" in Visit().words


def test_charts_can_be_drawn_as_pictures(desk: Store) -> None:
    grounds = grounds_of(desk)
    found = board(grounds, Policy(0.1), 10.0)
    months = by_month(grounds.catalogue, grounds.thresholds, grounds.known)
    curve = curve_chart(found.curve, 0.05, 360.0, LOOK)
    for chart in (placed(curve, 0.1), placed(curve, 0.0), month_chart(months, LOOK)):
        assert png_of(chart, LOOK).startswith(b"\x89PNG")
    assert len(month_table(months)) == len(months)


def test_the_curve_holds_what_the_board_says_even_where_little_is_known(new_desk: Store) -> None:
    found = board(grounds_of(new_desk), Policy(0.1), math.nan)
    table = curve_table(found.curve)
    assert table[[RIGHT, MISSED, "Flags a day"]].isna().all(axis=None)
    assert set(table["By"]) == {"nothing yet"}
    assert np.all(np.diff(table["Flags"]) >= 0)
    chart = placed(curve_chart(found.curve, None, 180.0, LOOK), 0.1)
    assert png_of(chart, LOOK).startswith(b"\x89PNG")


def test_a_decision_is_counted_at_the_next_look(desk: Store) -> None:
    before = Visit(alpha="5").below["Work that waits"]
    decide_one(desk)
    assert Visit(alpha="5").below["Work that waits"] != before


def test_a_level_between_two_of_the_usual_is_shown_as_it_is(desk: Store) -> None:
    page = Visit(level="47.5")
    assert page.app.select_slider(key="policy-level").value == 0.475
    found = board_of(desk, Policy(level=0.475)).point
    assert page.metrics["Flags"] == f"{found.flags:,}"


def test_a_pace_of_nought_is_no_measure(new_desk: Store) -> None:
    decide_one(new_desk, seconds=0.0)
    page = Visit()
    assert page.below["Work a day"] == "20 s a decision, assumed"
    page.app.number_input(key="policy-seconds").set_value(40)
    page.run()
    assert page.below["Work a day"] == "40 s a decision, assumed"


def test_a_store_that_is_cut_off_while_a_policy_is_applied_is_a_sentence(desk: Store) -> None:
    page = Visit(alpha="10", part="apply")
    page.app.text_input(key="policy-reason-1").set_value("More hands.")
    page.app.checkbox[0].check()
    with desk.writing() as connection:
        connection.execute(text("ALTER TABLE audit_head RENAME TO away"))
    page.press("Put alpha 10% into force")
    assert page.app.warning
    assert page.app.text_input(key="policy-reason-1").value == "More hands."


def test_an_empty_catalogue_says_what_to_do(new_desk: Store) -> None:
    with new_desk.writing() as connection:
        for table in (flags, verdicts, tracks):
            connection.execute(delete(table))
    # The demo's tracks come in as soon as the desk is opened.
    Visit()
    with new_desk.writing() as connection:
        for table in (flags, verdicts, tracks):
            connection.execute(delete(table))
    page = Visit()
    assert "The catalogue is empty" in page.words
    assert not page.metrics


def test_an_alpha_beside_the_curve_leaves_the_curve_as_it_is(new_desk: Store) -> None:
    found = board(grounds_of(new_desk), Policy(0.1), 10.0)
    curve = curve_chart(found.curve, 1e-8, 360.0, LOOK)
    assert placed(curve, 1e-8).datasets == placed(curve, 0.0).datasets


def decide_one(store: Store, seconds: float | None = None) -> None:
    """Let somebody uphold the claim of one flagged track."""
    with store.writing() as connection:
        row = connection.execute(
            select(flags.c.track_id, tracks.c.claimed_genre)
            .join(tracks, tracks.c.id == flags.c.track_id)
            .where(flags.c.state == "open", flags.c.queue == "flagged")
        ).first()
        assert row is not None
        values = {"key": "new", "track_id": row.track_id, "claimed_genre": row.claimed_genre}
        values |= {"answer": "holds", "queue": "flagged", "decided_at": utc_now()}
        made = decisions.insert().values(**values, moderator_id=1, seconds=seconds)
        connection.execute(made)
