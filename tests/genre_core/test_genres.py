"""The tree against the archive's own table; claims as uploaders really write them."""

import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.aliases import ALIASES, NEAR
from genre_core.errors import GenreError
from genre_core.genres import (
    GENRES,
    LONGEST_CLAIM,
    ROOTS,
    Claim,
    Genre,
    distance,
    find,
    read_claim,
    siblings,
)
from genre_core.spelling import key, words

SYNONYMS_OF_A_PARENT = {"Chip Music"}  # in the archive above Chiptune; in plain words the same


@pytest.fixture
def archive(shared: Path) -> dict[int, tuple[str, int]]:
    """FMA's genres.csv: id -> (title, id of the parent, 0 for a root)."""
    with (shared / "fma" / "genres.csv").open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {int(r["genre_id"]): (r["title"], int(r["parent"])) for r in rows}


def lineage_ids(archive: dict[int, tuple[str, int]], fma_id: int) -> list[int]:
    """The ids from the root down to this genre."""
    ids = [fma_id]
    while archive[ids[0]][1]:
        ids.insert(0, archive[ids[0]][1])
    return ids


def suggested(text: str) -> list[str]:
    claim = read_claim(text)
    assert claim.genre is None
    return [genre.name for genre in claim.suggestions]


def test_the_twenty_genres_stand_in_alphabetical_order() -> None:
    names = [genre.name for genre in GENRES]
    assert len(set(names)) == 20
    assert names == sorted(names)
    assert set(ALIASES) == set(names)


def test_the_roots_are_the_eleven_present() -> None:
    assert len(ROOTS) == 11
    assert list(ROOTS) == sorted({genre.lineage[0] for genre in GENRES})


def test_every_lineage_is_the_archives(archive: dict[int, tuple[str, int]]) -> None:
    for genre in GENRES:
        titles = tuple(archive[i][0] for i in lineage_ids(archive, genre.fma_id))
        assert genre.lineage == titles


def test_an_archive_title_is_an_alias_only_below_its_genre(
    archive: dict[int, tuple[str, int]],
) -> None:
    ids = {key(title): fma_id for fma_id, (title, _) in archive.items()}
    checked = 0
    for genre in GENRES:
        for alias in set(ALIASES[genre.name]) - SYNONYMS_OF_A_PARENT:
            if key(alias) in ids:
                assert genre.fma_id in lineage_ids(archive, ids[key(alias)]), alias
                checked += 1
    assert checked > 50


def test_every_archive_title_with_a_relative_is_read_or_suggests_the_nearest(
    archive: dict[int, tuple[str, int]],
) -> None:
    for fma_id, (title, _) in archive.items():
        lineage = lineage_ids(archive, fma_id)
        above = [g for i in reversed(lineage) for g in GENRES if g.fma_id == i]
        family = [g for g in GENRES if g.root == archive[lineage[0]][0]]
        claim = read_claim(title)
        if claim.genre is None and family:
            assert set(claim.suggestions) & set(above[:1] or family), title


def test_what_hangs_near_a_genre_is_no_alias_and_suggests_it() -> None:
    assert list(NEAR) == sorted(NEAR)
    for name, titles in NEAR.items():
        for title in titles:
            assert name in suggested(title)


def test_no_alias_names_two_genres_or_stands_twice() -> None:
    phrases = [text for g in GENRES for text in (g.name, *ALIASES[g.name])]
    twice = [spelled for spelled, n in Counter(map(key, phrases)).items() if n > 1]
    assert twice == []


def test_every_name_and_alias_is_read_as_its_genre() -> None:
    for genre in GENRES:
        for text in (genre.name, *ALIASES[genre.name]):
            assert read_claim(text) == Claim(text, genre, ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hip hop", "Hip-Hop"),
        ("HipHop", "Hip-Hop"),
        ("HIP_HOP!", "Hip-Hop"),
        ("Rap", "Hip-Hop"),
        ("Hip-Hop/Rap", "Hip-Hop"),
        ("Rap & Hip Hop", "Hip-Hop"),
        ("Electronica", "Electronic"),
        ("EDM", "Electronic"),
        ("Drum'n'Bass", "Electronic"),
        ("drum n bass", "Electronic"),
        ("Drum & Bass; Techno", "Electronic"),
        ("Électronique", "Electronic"),
        ("O.S.T.", "Soundtrack"),
        ("Film score", "Soundtrack"),
        ("Game music", "Soundtrack"),
        ("8bit", "Chiptune"),
        ("8-Bit Music", "Chiptune"),
        ("Alt. rock", "Rock"),
        ("rock 'n' roll", "Rock"),
        ("World Music", "International"),
        ("musica CLASICA", "Classical"),
        ("Composed Music", "Classical"),
        ("trip hop", "Trip-Hop"),
        ("Ｊａｚｚ", "Jazz"),
        ("Folk Metal", "Metal"),
        ("old-time", "Old-Time"),
        ("Rock; ; rock,", "Rock"),
    ],
)
def test_uploaders_spellings_are_understood(text: str, name: str) -> None:
    assert read_claim(text) == Claim(text, find(name), ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rock; Pop", ["Rock", "Pop"]),
        ("Rock/Pop", ["Rock", "Pop"]),
        ("Rock & Pop", ["Rock", "Pop"]),
        ("Pop-Rock", ["Pop", "Rock"]),
        ("Metal\0Rock\0Jazz\0Blues", ["Metal", "Rock", "Jazz", "Blues"]),
        ("Folk/Metal", ["Folk", "Metal"]),
        ("Punk\nRock", ["Punk", "Rock"]),
        ("Rock, something else", ["Rock"]),
        ("Swedish Death Metal", ["Metal"]),
        ("(17)Rock", ["Rock"]),
    ],
)
def test_several_or_half_understood_genres_are_only_suggested(text: str, names: list[str]) -> None:
    assert suggested(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rok", ["Rock"]),
        ("Clasical", ["Classical"]),
        ("Psych", ["Psych-Folk", "Psych-Rock"]),
        ("Indie", ["Indie-Rock", "Pop", "Folk"]),
        ("Garage", ["Rock", "Electronic", "Punk"]),
        ("Instrumental", ["Soundtrack", "Hip-Hop", "Post-Rock"]),
        ("Hardcore", ["Punk"]),
        ("new wave", ["Rock"]),
        ("Singer/Songwriter", ["Folk"]),
        ("Breakbeat", ["Electronic", "Hip-Hop"]),
        ("Europe; Gospel", ["International", "Blues"]),
        ("New Age Music", ["Soundtrack"]),
    ],
)
def test_a_name_near_some_genres_suggests_them(text: str, names: list[str]) -> None:
    assert suggested(text) == names


@pytest.mark.parametrize(
    "text", ["Funk", "Soul", "Country", "R&B", "Reggaeton", "Comedy", "17", "???", "Music"]
)
def test_a_genre_outside_the_tree_is_not_guessed(text: str) -> None:
    assert read_claim(text) == Claim(text, None, ())


@pytest.mark.parametrize("text", ["", " \t\n"])
def test_an_empty_claim_names_nothing_and_suggests_nothing(text: str) -> None:
    assert read_claim(text) == Claim(text, None, ())


def test_an_endless_claim_is_no_genre() -> None:
    text = "Rock" + " " * LONGEST_CLAIM + "Jazz" * 100_000
    assert suggested(text) == ["Rock"]


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    claim = read_claim(text)
    assert claim.text == text
    assert len(set(claim.suggestions)) == len(claim.suggestions)


@given(
    st.sampled_from([text for g in GENRES for text in (g.name, *ALIASES[g.name])]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from(["", " ", ".", "!", "-", "  \t"]),
)
def test_case_and_outer_punctuation_never_matter(text: str, case: object, edge: str) -> None:
    assert callable(case)
    written = f"{edge}{case(text)}{edge}"
    assert read_claim(written).genre == read_claim(text).genre


def test_a_boundary_sign_keeps_two_words_apart_where_a_blank_joins_them() -> None:
    assert key("Hip Hop") == key("hip-hop") == "hiphop"
    assert key("hip/hop") == "hip/hop"
    assert words("Rock 'n' Roll") == ("rock", "and", "roll")


def test_find_takes_exact_names_only() -> None:
    assert find("Hip-Hop").fma_id == 21
    with pytest.raises(GenreError, match=r"no genre named 'hip hop'.*read_claim"):
        find("hip hop")


def test_siblings_share_the_root_and_leave_out_oneself() -> None:
    assert [g.name for g in siblings(find("Electronic"))] == ["Chiptune", "Trip-Hop"]
    assert siblings(find("Jazz")) == ()


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("Rock", "Rock", 0),
        ("Rock", "Punk", 1),
        ("Punk", "Post-Punk", 1),
        ("Rock", "Post-Punk", 2),
        ("Indie-Rock", "Metal", 2),
        ("Post-Punk", "Indie-Rock", 3),
        ("Chiptune", "Trip-Hop", 3),
        ("Rock", "Jazz", 4),
    ],
)
def test_distance_counts_the_steps_through_the_common_ancestor(a: str, b: str, steps: int) -> None:
    assert distance(find(a), find(b)) == steps


def test_distance_is_a_metric() -> None:
    for a, b, c in itertools.product(GENRES, repeat=3):
        assert distance(a, b) == distance(b, a)
        assert (distance(a, b) == 0) == (a == b)
        assert distance(a, c) <= distance(a, b) + distance(b, c)


def test_depth_counts_from_the_root() -> None:
    assert [find(n).depth for n in ("Rock", "Punk", "Post-Punk")] == [0, 1, 2]


@pytest.mark.parametrize("terms", [("", 1, ("X",)), ("X", 0, ("X",)), ("X", 1, ())])
def test_an_incomplete_genre_is_refused(terms: tuple[str, int, tuple[str, ...]]) -> None:
    with pytest.raises(GenreError, match="needs a name, an id above 0"):
        Genre(*terms)


def test_a_claim_cannot_be_understood_and_in_doubt() -> None:
    with pytest.raises(GenreError, match="'Rok' names Rock and still has suggestions"):
        Claim("Rok", find("Rock"), (find("Pop"),))
