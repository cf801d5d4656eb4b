"""One label, or a reason for none, out of an artist's own tags."""

import csv
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genre_core.genres import GENRES
from tests.trainer.archive import (
    BLACK_METAL,
    CHIP_MUSIC,
    COMPILATION,
    IDS,
    INSTRUMENTAL,
    SPACE_ROCK,
    SPOKEN,
    TECHNO,
    TREE,
    tags,
)
from trainer.errors import CurationError, ManifestError
from trainer.fma.contest import read_contest
from trainer.fma.licences import Licences
from trainer.fma.metadata import read_track_genres
from trainer.fma.reasons import Reason
from trainer.fma.recipes import find_recipe
from trainer.fma.rules import Conflict, Label, Reading, TagRules, is_above, label

NEAREST = TagRules()
OWN = TagRules(reading=Reading.OWN)
STRICT = TagRules(within=Conflict.DROP)
CONTEST = find_recipe("seed-2020").rules

EVERY_RULE = [
    TagRules(reading, leaf_first, across, within)
    for reading in Reading
    for leaf_first in (True, False)
    for across in (Conflict.DROP, Conflict.FIRST)
    for within in Conflict
]
any_tags = st.lists(st.sampled_from(sorted(TREE.genres)), max_size=6, unique=True).map(tuple)
any_rules = st.sampled_from(EVERY_RULE)


def named(rules: TagRules, *names: str | int) -> str:
    """The label's genre, or the reason for none."""
    found = label(tags(*names), rules, TREE)
    return found.genre.name if found.genre else str(found.reason)


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (("Rock",), "Rock"),
        (("Rock", "Punk"), "Punk"),  # a Punk track is not also Rock
        (("Rock", "Punk", "Post-Punk"), "Post-Punk"),
        (("Post-Punk", "Rock"), "Post-Punk"),
        ((BLACK_METAL,), "Metal"),
        (("Rock", SPACE_ROCK), "Post-Rock"),
        ((TECHNO, "Trip-Hop"), "Trip-Hop"),
        (("Punk", "Metal"), "Metal"),  # 1,498 tracks carry Metal, 9,261 Punk
        ((INSTRUMENTAL, "Rock"), "Rock"),  # Instrumental is no family of ours: it says nothing
        ((SPOKEN, "Jazz"), "Jazz"),
        (("Folk", "Rock"), "several-families"),
        ((TECHNO, "Pop"), "several-families"),
        ((CHIP_MUSIC,), "between-two-genres"),
        (("Electronic", CHIP_MUSIC), "between-two-genres"),
        (("Electronic", CHIP_MUSIC, "Chiptune"), "Chiptune"),
        ((COMPILATION,), "none-of-the-20"),
        ((COMPILATION, "Soundtrack"), "Soundtrack"),
        ((INSTRUMENTAL, SPOKEN), "none-of-the-20"),
        ((), "untagged"),
    ],
)
def test_what_tags_stand_for(names: tuple[str | int, ...], answer: str) -> None:
    assert named(NEAREST, *names) == answer


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        ((BLACK_METAL,), "none-of-the-20"),
        ((TECHNO, "Pop"), "Pop"),
        (("Electronic", CHIP_MUSIC), "Electronic"),
        (("Folk", "Rock"), "several-families"),
    ],
)
def test_what_the_twenty_alone_stand_for(names: tuple[str | int, ...], answer: str) -> None:
    assert named(OWN, *names) == answer


def test_several_genres_of_a_family_can_be_left_out() -> None:
    assert named(STRICT, "Punk", "Metal") == "several-genres"
    assert label(tags("Punk", "Metal"), STRICT, TREE).detail == "Metal, Punk"


def test_a_conflict_names_its_families() -> None:
    assert label(tags("Rock", "Folk"), NEAREST, TREE) == Label(None, Reason.FAMILIES, "Folk, Rock")


def test_the_first_family_can_be_kept() -> None:
    rules = TagRules(across=Conflict.FIRST)
    assert named(rules, "Folk", "Rock", "Psych-Folk", "Punk") == "Psych-Folk"
    assert named(rules, "Rock", "Folk", "Psych-Folk", "Punk") == "Punk"


@given(any_tags)
def test_the_contest_takes_the_first_of_the_twenty(chosen: tuple[int, ...]) -> None:
    by_id = {genre.fma_id: genre for genre in GENRES}
    first = next((by_id[tag] for tag in chosen if tag in by_id), None)
    assert label(chosen, CONTEST, None).genre == first


@given(any_tags, any_rules)
def test_a_label_is_always_one_of_the_tags_or_above_one(
    chosen: tuple[int, ...], rules: TagRules
) -> None:
    found = label(chosen, rules, TREE)
    if found.genre is not None:
        assert any(found.genre.fma_id in TREE.lineage(tag) for tag in chosen)


@given(any_tags, any_rules)
def test_there_is_either_a_genre_or_a_reason(chosen: tuple[int, ...], rules: TagRules) -> None:
    found = label(chosen, rules, TREE)
    assert (found.genre is None) != (found.reason is None)


@given(any_tags, any_rules)
def test_no_genre_below_the_label_is_named_by_the_tags(
    chosen: tuple[int, ...], rules: TagRules
) -> None:
    found = label(chosen, rules, TREE)
    if rules.leaf_first and found.genre is not None:
        ours = [genre for genre in GENRES if genre.fma_id in chosen]
        assert not any(is_above(found.genre, genre) for genre in ours)


@given(any_tags, st.sampled_from([r for r in EVERY_RULE if r.across is Conflict.DROP]))
def test_dropped_families_leave_one_family(chosen: tuple[int, ...], rules: TagRules) -> None:
    found = label(chosen, rules, TREE)
    if found.genre is not None:
        ours = [genre for genre in GENRES if genre.fma_id in chosen]
        assert {genre.root for genre in ours} <= {found.genre.root}


@given(st.lists(st.sampled_from(sorted(TREE.genres)), max_size=4, unique=True))
def test_the_default_rules_do_not_care_about_the_order(chosen: list[int]) -> None:
    answers = {label(order, NEAREST, TREE) for order in permutations(chosen)}
    assert len({(found.genre, found.reason) for found in answers}) == 1


@given(any_tags)
def test_a_silent_tag_changes_nothing(chosen: tuple[int, ...]) -> None:
    if chosen:
        assert label((*chosen, SPOKEN, COMPILATION), NEAREST, TREE) == label(chosen, NEAREST, TREE)


@given(st.sampled_from(GENRES), any_rules)
def test_one_tag_of_the_twenty_is_its_own_label(genre: object, rules: TagRules) -> None:
    ours = next(known for known in GENRES if known == genre)
    assert label((ours.fma_id,), rules, TREE) == Label(ours)


def test_a_tag_that_the_tree_does_not_know_is_named() -> None:
    with pytest.raises(ManifestError, match="has no genre 4711"):
        label((4711,), NEAREST, TREE)


def test_rules_that_climb_need_the_tree() -> None:
    with pytest.raises(CurationError, match=r"genres.csv is not at hand"):
        label((12,), NEAREST, None)


def test_the_rarest_of_several_families_is_no_rule() -> None:
    with pytest.raises(CurationError, match="must be 'drop' or 'first'"):
        TagRules(across=Conflict.RAREST)


def test_every_reason_has_a_sentence() -> None:
    assert all(reason.sentence for reason in Reason)


@pytest.mark.parametrize(
    ("licence", "sets"),
    [
        ("Attribution", "any open derivatives commercial"),
        ("CC0 1.0 Universal", "any open derivatives commercial"),
        ("Public Domain Mark 1.0", "any open derivatives commercial"),
        ("Attribution 1.0 Finland", "any open derivatives commercial"),
        ("Attribution 3.0 Netherlands", "any open derivatives commercial"),
        ("Attribution-Share Alike 3.0 United States", "any open derivatives commercial"),
        ("Free Art License", "any open derivatives commercial"),
        ("Attribution-NonCommercial-ShareAlike 3.0 International", "any open derivatives"),
        ("Noncommercial Sampling Plus", "any open derivatives"),
        ("Attribution-NoDerivatives 4.0 International", "any open"),
        ("Attribution-Noncommercial-No Derivative Works 3.0 United States", "any open"),
        ("Attribution-NonCommercial-NoDerivs 3.0 Italy", "any open"),
        ("Music Sharing", "any open"),
        ("FMA-Limited: Download Only", "any"),
        ("CopyrightPlus", "any"),
        ("", "any"),
    ],
)
def test_what_a_licence_permits(licence: str, sets: str) -> None:
    assert [chosen.value for chosen in Licences if chosen.allow(licence)] == sets.split()


def test_the_list_of_the_contest() -> None:
    clips = read_contest()
    assert len(clips) == len({clip.id for clip in clips}) == 3834
    assert [sum(clip.split == name for clip in clips) for name in ("train", "test")] == [3069, 765]
    assert {clip.genre for clip in clips} == {*IDS, ""}


def test_the_contests_genres_are_what_its_rule_gives(shared: Path) -> None:
    read = read_track_genres(shared / "fma" / "track_genres.csv", None)
    tagged = {track.id: track.genres for track in read.tracks}
    for clip in read_contest():
        genre = label(tagged.get(clip.id, ()), CONTEST, None).genre
        assert (genre.name if genre else "") == clip.genre


def test_the_contests_list_is_the_published_one(shared: Path) -> None:
    with (shared / "fma" / "contest_ids.csv").open(newline="", encoding="utf-8") as lines:
        published = {tuple(line.values()) for line in csv.DictReader(lines)}
    assert {(str(clip.id), clip.split, clip.genre) for clip in read_contest()} == published


def test_the_archives_authors_agree_about_families(shared: Path) -> None:
    """They chose the 25,000 tracks of fma_medium to have one top genre each."""
    folder = shared / "fma"
    read = read_track_genres(folder / "track_genres.csv", None)
    tagged = {track.id: track.genres for track in read.tracks}
    with (folder / "medium_split.csv").open(newline="", encoding="utf-8") as lines:
        tops = {int(row["track_id"]): int(row["genre_top_id"]) for row in csv.DictReader(lines)}
    labelled = cache(lambda chosen: label(chosen, NEAREST, read.tree))
    for number, top in tops.items():
        found = labelled(tagged[number])
        assert found.reason is not Reason.FAMILIES
        if found.genre is not None and read.tree is not None:
            assert read.tree.lineage(found.genre.fma_id)[0] == top
