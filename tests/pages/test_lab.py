"""The lab: what its links open, what it says and draws, and what stands where nothing is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.card import CARD, models_folder
from genre_core.evaluation.injection import Way
from genre_core.people import LOCAL
from genre_core.scan.policies import policy_made
from genre_core.store.engine import Store, utc_now
from pages.parts.chart_file import Look, png_of
from pages.parts.lab import kept
from pages.parts.lab.address import Address, read_address, read_reviews
from pages.parts.lab.curve_charts import precision_chart, roc_chart, roc_rows, stops
from pages.parts.lab.headline import headline, untested
from pages.parts.lab.review_chart import SHOWN, review_chart, review_rows
from pages.parts.lab.rule_chart import rule_chart, rule_table
from pages.parts.lab.tables import told_table
from tests.evaluations import evaluation_rows, write_evaluation
from tests.pages.visit import PageVisit, as_read

GENRES = ("Folk", "Jazz", "Metal", "Psych-Folk")
TRACKS = 240
USUAL = Address("made", Way.UNIFORM, 0.05, 0.05, 1)
LOOK = Look(
    "#FFFFFF", "#000000", "#777777", "#DDDDDD", ("#B0460F", "#12728A", "#9371DE", "#3EA176"), ()
)


class Visit(PageVisit):
    """One session of the page, opened by a link."""

    def __init__(self, **link: str) -> None:
        super().__init__("lab.py", **link)

    @property
    def headline(self) -> str:
        return as_read(self.app.subheader[0].value).replace("*", "") if self.app.subheader else ""

    @property
    def complaints(self) -> str:
        boxes = (*self.app.info, *self.app.warning, *self.app.error)
        return "\n".join(as_read(box.value) for box in boxes)

    @property
    def words(self) -> str:
        return "\n".join(as_read(text.value) for text in (*self.app.markdown, *self.app.caption))


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of models with the slides', and one with test tracks called made."""
    folder = tmp_path / "models"
    shutil.copytree(models_folder() / "seed-2020", folder / "seed-2020")
    write_evaluation(folder / "made", evaluation_rows(TRACKS, GENRES), GENRES)
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def own_data(data_folder: Path) -> Path:
    """No test asks the desk of the person who runs it."""
    return data_folder


@pytest.fixture
def made(models: Path) -> kept.Experiment:
    """Give an experiment with twelve lies among 240 claims."""
    return kept.experiment(USUAL)


def link(**changed: str) -> dict[str, str]:
    return USUAL.link() | changed


@given(
    st.builds(
        Address,
        st.sampled_from(["a", "b"]),
        st.sampled_from(Way),
        st.integers(1, 500).map(lambda thousandths: thousandths / 1000),
        st.integers(1, 500).map(lambda thousandths: thousandths / 1000),
        st.integers(0, 999_999),
    )
)
def test_a_link_says_everything_that_was_chosen(address: Address) -> None:
    reading = read_address(address.link(), ["a", "b"], USUAL)
    assert reading.address == address
    assert reading.complaints == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("model", "nowhere"),
        ("lies", "loudly"),
        ("share", "0"),
        ("share", "51"),
        ("share", "nan"),
        ("share", "inf"),
        ("share", "many"),
        ("alpha", "0.01"),
        ("alpha", "-5"),
        ("seed", "-1"),
        ("seed", "1.5"),
        ("seed", "9" * 30),
    ],
)
def test_what_makes_no_sense_is_said_and_the_usual_is_shown(name: str, text: str) -> None:
    reading = read_address({name: text}, ["made"], USUAL)
    assert reading.address == USUAL
    (complaint,) = reading.complaints
    assert f'The address asks for {name} "' in complaint
    assert f"shown is {USUAL.link()[name]}" in complaint


@pytest.mark.parametrize(
    ("text", "reviews"), [("2", 2), ("50", 50), ("51", None), ("1", None), ("x", None), ("", None)]
)
def test_only_as_many_reviews_as_claims_can_be_asked_for(text: str, reviews: int | None) -> None:
    assert read_reviews(text, 50) == reviews
    assert read_reviews(None, 50) is None


def test_the_headline_counts_what_each_rule_does(made: kept.Experiment) -> None:
    lies = made.injected.lies
    by_hand = []
    for rule in made.hunt.rules:
        found = sum(bool(flag) and bool(lie) for flag, lie in zip(rule.flags, lies, strict=True))
        by_hand.append(f"finds {found} and accuses {int(rule.flags.sum()) - found} honest track")
    said = headline(made).replace("*", "")
    assert said.startswith("Of 12 lies among 240 claims the verdict at 5% finds")
    assert all(deed in said for deed in by_hand)


def test_each_rule_stops_on_the_curve_of_its_order(made: kept.Experiment) -> None:
    rows = roc_rows(made.hunt)
    for order, stop in stops(made).set_index("order")[["accused", "found"]].iterrows():
        curve = rows.loc[rows["order"] == order, ["accused", "found"]]
        assert np.isclose(curve, stop.to_numpy(np.float64)).all(axis=1).any()


def test_what_cannot_be_tested_is_said(models: Path) -> None:
    made = kept.experiment(Address("made", Way.UNIFORM, 0.05, 0.002, 1))
    assert "At 0.2% the verdict cannot test 240 claims, 12 of them lies" in untested(made).replace(
        "*", ""
    )
    assert untested(kept.experiment(USUAL)) == ""


def test_reviews_are_counted_as_their_order_finds_them(made: kept.Experiment) -> None:
    known = {one.name: one for one in made.hunt.rankings}
    rows = review_rows(made.hunt.rankings, TRACKS)
    assert rows["reviews"].iloc[0] == 1
    assert rows["reviews"].iloc[-1] == TRACKS
    for order in SHOWN:
        assert rows[order].iloc[-1] == pytest.approx(made.lies)
        at_fifty = rows.loc[rows["reviews"] == 50, order].item()
        assert at_fifty == pytest.approx(known[order].found[49])
    assert (rows["low"] <= rows["random"]).all()
    assert (rows["random"] <= rows["high"]).all()


def test_every_lie_is_named_with_what_it_claims(made: kept.Experiment) -> None:
    table = told_table(made)
    assert len(table) == made.lies
    assert (table["Is"] != table["Claims"]).all()
    verdict = made.hunt.rules[0]
    assert (table["The verdict"] == "finds it").sum() == made.caught(verdict)


def test_every_chart_can_be_drawn_as_a_picture(made: kept.Experiment) -> None:
    charts = (
        rule_chart(made.hunt.rates, LOOK),
        review_chart(review_rows(made.hunt.rankings, 50), LOOK),
        roc_chart(made, LOOK),
        precision_chart(made, LOOK),
    )
    for chart in charts:
        assert png_of(chart, LOOK).startswith(b"\x89PNG")


def test_a_rule_that_finds_nothing_has_its_name_above_the_axis() -> None:
    made = kept.experiment(Address("made", Way.UNIFORM, 0.05, 0.002, 1))
    spec = roc_chart(made, LOOK).to_dict()
    written = {
        row["name"]: layer["mark"]["dy"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for row in spec["datasets"][layer["data"]["name"]]
    }
    assert stops(made)["found"].iloc[0] == 0
    assert written == {"The verdict at 0.2%": -13, "The naive rule": 13}


def test_unknown_measures_are_left_out_of_the_chart() -> None:
    made = kept.experiment(Address("made", Way.UNIFORM, 0.05, 0.002, 1))
    assert rule_table(made.hunt.rates)["Share"].isna().any()
    assert png_of(rule_chart(made.hunt.rates, LOOK), LOOK).startswith(b"\x89PNG")


def test_a_bare_visit_shows_the_usual_experiment() -> None:
    page = Visit(model="made")
    assert page.headline.startswith("Of 12 lies among 240 claims the verdict at 5% finds")
    assert "In brackets 95% intervals, by artist." in page.words
    assert not page.complaints
    labels = [button.label for button in page.app.download_button]
    assert labels == ["PNG", "CSV"] * 4
    assert "In the first 50 reviews moderators find" in page.words.replace("*", "")


def test_choices_are_written_into_the_address() -> None:
    page = Visit(model="made")
    page.app.button_group(key="lab-way").set_value(Way.SIBLING)
    page.run()
    assert page.link["lies"] == "sibling"
    page.app.button_group(key="lab-share").set_value(0.1)
    page.run()
    page.app.button_group(key="lab-alpha").set_value(0.2)
    page.run()
    assert page.headline.startswith("Of 24 lies among 240 claims the verdict at 20% finds")
    assert page.link == link(lies="sibling", share="10", alpha="20")


def test_two_choices_made_before_the_page_is_drawn_are_both_kept() -> None:
    page = Visit()
    page.app.button_group(key="lab-way").set_value(Way.SIBLING)
    page.app.button_group(key="lab-share").set_value(0.1)
    page.run()
    assert (page.link["lies"], page.link["share"]) == ("sibling", "10")


def test_any_share_can_be_asked_for_in_a_form() -> None:
    page = Visit(**link())
    page.app.number_input(key="lab-other-share").set_value(7.5)
    (submit,) = [each for each in page.app.button if each.label == "Tell so many"]
    submit.click()
    page.run()
    assert page.link["share"] == "7.5"
    assert page.headline.startswith("Of 18 lies among 240 claims")


def test_other_lies_can_be_drawn() -> None:
    page = Visit(**link())
    lies = page.app.dataframe[-1].value
    (again,) = [each for each in page.app.button if each.label == "Draw other lies"]
    again.click()
    page.run()
    assert page.link["seed"] == "2"
    assert not page.app.dataframe[-1].value["Track"].equals(lies["Track"])
    assert "Drawing 2." in page.words


def test_after_the_last_drawing_comes_the_first() -> None:
    visit = Visit(seed="999999")
    next(button for button in visit.app.button if "other lies" in button.label).click()
    visit.run()
    assert visit.link["seed"] == "0"
    assert visit.complaints == ""


def test_a_link_may_ask_for_fewer_lies_than_the_form_does() -> None:
    visit = Visit(share="0.1")
    assert visit.headline.startswith("Of 1 lie among 240 claims")
    assert visit.complaints == ""


def test_the_number_of_reviews_is_in_the_address_and_stays_with_its_model(models: Path) -> None:
    write_evaluation(models / "small", evaluation_rows(60, GENRES), GENRES)
    page = Visit(**link(reviews="137"))
    assert "In the first 137 reviews" in page.words.replace("*", "")
    page.app.selectbox(key="lab-reviews").set_value(20)
    page.run()
    assert page.link["reviews"] == "20"
    page.app.selectbox(key="lab-model").set_value("small")
    page.run()
    assert "reviews" not in page.link
    assert not page.complaints


def test_a_link_that_makes_no_sense_says_so_and_shows_the_usual() -> None:
    page = Visit(model="made", lies="<b>", share="99", reviews="9999")
    assert 'asks for lies "<b>"' in page.complaints
    assert 'asks for share "99"' in page.complaints
    assert "asks for 9999 reviews, which is no number from 2 to 240" in page.complaints
    assert page.headline.startswith("Of 12 lies among 240 claims")


def test_the_desks_own_policy_is_the_usual_one(demo_free: Store) -> None:
    with demo_free.writing() as connection:
        policy_made(connection, LOCAL, 0.1, utc_now())
    page = Visit(model="made")
    assert "the verdict at 10% finds" in page.headline
    assert "10% (the desk's)" in page.app.button_group(key="lab-alpha").options


def test_a_desk_that_cannot_be_read_keeps_nobody_from_the_lab(own_data: Path) -> None:
    (own_data / "spectrogram.db").write_bytes(b"torn" * 1000)
    assert "the verdict at 5% finds" in Visit(model="made").headline


def lose_the_answers(folder: Path) -> None:
    rows = evaluation_rows(TRACKS, GENRES)
    shutil.rmtree(folder)
    write_evaluation(folder, rows.iloc[:0], GENRES)


def answer_nan(folder: Path) -> None:
    rows = evaluation_rows(TRACKS, GENRES)
    rows.loc[4, "p_Jazz"] = np.nan
    shutil.rmtree(folder)
    write_evaluation(folder, rows, GENRES)


def answer_one_track(folder: Path) -> None:
    shutil.rmtree(folder)
    write_evaluation(folder, evaluation_rows(1, GENRES), GENRES)


def know_one_genre(folder: Path) -> None:
    path = folder / CARD
    text = path.read_text("utf-8")
    for genre in GENRES[1:]:
        text = text.replace(f'"{genre}",', "").replace(f'"{genre}"', "")
    path.write_text(text.replace('"Folk",', '"Folk"'))


DAMAGE: dict[Callable[[Path], None], str] = {
    lose_the_answers: "cannot be used: 0 rows",
    answer_nan: "a row of probabilities is negative, unknown or not of sum 1",
    answer_one_track: "at least two are needed",
    know_one_genre: "card of",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_what_cannot_be_told_is_a_sentence(damage: Callable[[Path], None], models: Path) -> None:
    damage(models / "made")
    page = Visit(model="made")
    assert DAMAGE[damage] in page.complaints
    assert not page.headline


def test_a_model_without_answers_is_a_sentence() -> None:
    assert "came without its answers to single tracks" in Visit(model="seed-2020").complaints


def test_siblings_that_nobody_has_are_a_sentence(models: Path) -> None:
    genres = ("Folk", "Jazz", "Metal")
    write_evaluation(models / "far", evaluation_rows(60, genres), genres)
    page = Visit(**link(model="far", lies="sibling"))
    assert "These lies cannot be told." in page.complaints
    assert "0 of 60 test tracks can lie this way" in page.complaints


def test_no_model_at_all_is_a_sentence(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(models / "none"))
    assert "There is no model on this machine" in Visit().complaints
    assert "`git restore models`" in Visit().complaints
