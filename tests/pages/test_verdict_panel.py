"""The panels of a verdict, shown made-up verdicts of every outcome."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from genre_core.verdict import Outcome, Scope
from tests.pages.uploads import MARKUP, is_marked_up
from tests.pages.visit import as_read

BOXES = {
    Outcome.PLAUSIBLE: "success",
    Outcome.UNCLEAR: "warning",
    Outcome.SIBLING: "info",
    Outcome.MISMATCH: "error",
    Outcome.CANNOT_TEST: "info",
}


def page(claimed: str, outcome: str, scope: str) -> None:
    """Show the panels; AppTest runs this function's body as a page of its own."""
    from genre_core.verdict import Outcome, Scope
    from pages.parts.verdict_panel import show_answer, show_numbers, show_question
    from tests.models import tiny_card
    from tests.pages.verdicts import SHARES, verdict_of

    verdict = verdict_of(SHARES, claimed, Outcome(outcome), Scope(scope))
    show_question(verdict.claim)
    show_answer(verdict)
    show_numbers(verdict, tiny_card({}))


def show(claimed: str, outcome: Outcome, scope: Scope) -> AppTest:
    app = AppTest.from_function(page, args=(claimed, outcome, scope), default_timeout=60).run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_box_with_the_sentence(outcome: Outcome) -> None:
    scope = Scope.NONE if outcome is Outcome.CANNOT_TEST else Scope.GENRE
    app = show("Rock", outcome, scope)
    boxes = (*app.success, *app.warning, *app.info, *app.error)
    assert [box.type for box in boxes] == [BOXES[outcome]]
    assert as_read(boxes[0].value) == "**A sentence about Rock.**"
    assert len(app.get("vega_lite_chart")) == 1


def test_p_value_of_the_genre_is_one_click_behind() -> None:
    (panel,) = show("Rock", Outcome.PLAUSIBLE, Scope.GENRE).expander
    assert panel.label == "The number behind the answer: p = 0.250"
    assert not panel.proto.expanded
    words = as_read("\n".join(text.value for text in panel.markdown))
    assert "The numbers behind Rock." in words
    assert "**39** honest tracks, one an artist, so it cannot fall below 0.025" in words


def test_p_value_of_the_family_says_so() -> None:
    (panel,) = show("Punk", Outcome.UNCLEAR, Scope.FAMILY).expander
    assert panel.label == "The number behind the answer: p = 0.500"
    words = "\n".join(text.value for text in panel.markdown)
    assert (
        "**99** honest tracks of the family, one an artist, so it cannot fall below 0.010" in words
    )


def test_untested_claim_is_explained_at_once() -> None:
    (panel,) = show("Folk", Outcome.CANNOT_TEST, Scope.NONE).expander
    assert panel.label == "Why can't you test this?"
    assert panel.proto.expanded
    words = as_read("\n".join(text.value for text in panel.markdown))
    assert "has learnt Classical, Electronic and Rock" in words
    assert "to flag at most 5% of honest tracks, at least 19 of them are needed" in words


@pytest.mark.parametrize(
    ("claimed", "question"),
    [
        ("Rock", "Does this look like a Rock song to you?"),
        ("Electronica", "Does this look like an Electronic track to you?"),
        ("Gargle", 'Is this "Gargle"?'),
        ("  ", "What does it claim to be?"),
    ],
)
def test_headline_asks_with_the_claim_in_it(claimed: str, question: str) -> None:
    app = show(claimed, Outcome.CANNOT_TEST, Scope.NONE)
    assert as_read(app.title[0].value) == question


def test_markup_in_a_claim_is_escaped_everywhere() -> None:
    app = show(MARKUP, Outcome.CANNOT_TEST, Scope.NONE)
    texts = [app.title[0].value, app.info[0].value, *(text.value for text in app.markdown)]
    assert sum("bold" in text for text in texts) == 3
    assert [text for text in texts if is_marked_up(text)] == []
