"""Every answer can be said in words."""

import pytest

from genre_core.desk.wording import wording
from genre_core.ruling import Answer


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.GENRE_IS])
def test_every_answer_has_words_of_its_own(answer: Answer) -> None:
    assert wording(answer, ())
    assert [each for each in Answer if wording(each, ()) == wording(answer, ())] == [answer]


def test_genres_are_named_in_the_order_in_which_they_were_given() -> None:
    assert wording(Answer.GENRE_IS, ["Punk"]) == "Punk"
    assert wording(Answer.GENRE_IS, ("Rock", "Jazz")) == "Rock and Jazz"
