"""Artists in groups."""

from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.groups import MOST, coded, grouped


def test_few_artists_are_left_as_they_are() -> None:
    assert grouped(["b", "a", "b"]) == ["b", "a", "b"]


def test_many_artists_fall_into_a_thousand_groups_each_always_into_the_same() -> None:
    artists = [f"artist {n % 5000}" for n in range(20000)]
    groups = grouped(artists)
    assert 0.95 * MOST < len(set(groups)) <= MOST
    assert groups[:5000] == groups[5000:10000]
    assert grouped(artists[::-1]) == groups[::-1]


@given(st.lists(st.text(max_size=3)))
def test_words_are_coded_by_their_place_among_the_sorted(words: list[str]) -> None:
    names, codes = coded(words)
    assert names == sorted(set(words))
    assert [names[code] for code in codes] == words
