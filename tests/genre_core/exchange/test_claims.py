"""The claim that was decided on, beside what the track claims by now, through files and back."""

from pathlib import Path

import pytest

from genre_core.exchange.claims import genre_of
from genre_core.exchange.nouns import CatalogueTrack
from genre_core.ruling import Answer
from genre_core.store.engine import Store
from genre_core.store.proof import verify
from tests.genre_core.exchange.stories import (
    decided,
    empty_store,
    held,
    load,
    load_file,
    row,
    written,
)

FILES = {
    "csv": "d.csv",
    "jsonl": "d.jsonl",
    "parquet": "d.parquet",
    "label-studio": "d.json",
    "prodigy": "d.jsonl",
    "jams": "d.zip",
    "feedback": "d.jsonl",
}
HEADER = "id,decision,moderator,decided_at,key"
SAID = "holds,ada,2026-02-03T10:15:00Z"


def claims(store: Store) -> list[tuple[str, str | None, str]]:
    """What each track claims, and what was decided on, in words and by the tree's name."""
    return [(c.track.claimed, c.decision.claimed, c.decision.claimed_genre) for c in held(store)]


def taken(store: Store, folder: Path, *lines: str) -> tuple[str, ...]:
    """Import a table, and return why what was refused."""
    path = folder / "d.csv"
    path.write_text("\n".join(lines))
    return tuple(each.reason for each in load_file(store, path).refusals)


def test_a_claim_is_called_what_the_tree_calls_it() -> None:
    assert [genre_of(words) for words in ("hip hop", "Punk", "vibes", "")] == [
        "Hip-Hop", "Punk", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("form", FILES)
def test_another_claim_leaves_what_was_decided_before(
    form: str, store: Store, sqlite_template: Path, tmp_path: Path
) -> None:
    load(store, row(CatalogueTrack("t", claimed="punk"), decided("d1")))
    load(store, row(CatalogueTrack("t", claimed="jazz"), decided("d2")))
    told = [("jazz", "punk", "Punk"), ("jazz", "jazz", "Jazz")]
    assert claims(store) == told
    with store.reading() as connection:
        assert verify(connection).whole
    exported = written(store, form, tmp_path / FILES[form])
    assert load_file(store, exported).decisions.same == 2
    assert claims(store) == told
    with empty_store(sqlite_template) as second:
        load_file(second, exported)
        assert claims(second) == told


def test_a_decision_is_on_the_claim_of_its_row(store: Store, tmp_path: Path) -> None:
    taken(store, tmp_path, f"{HEADER},claimed", f"t,{SAID},d1,punk", f"t,{SAID},d2,jazz")
    assert claims(store) == [("jazz", "punk", "Punk"), ("jazz", "jazz", "Jazz")]


def test_a_row_without_a_claim_is_on_the_tracks(store: Store, tmp_path: Path) -> None:
    load(store, row(CatalogueTrack("t", claimed="punk")))
    taken(store, tmp_path, HEADER, f"t,{SAID},d1")
    assert claims(store) == [("punk", "punk", "Punk")]


def test_a_row_that_tells_both_claims_may_have_decided_on_none(
    store: Store, tmp_path: Path
) -> None:
    header = f"{HEADER},claimed,track_claimed,claimed_genre"
    taken(store, tmp_path, header, f"t,{SAID},d1,,punk,", f"t,{SAID},d2,Wob,punk,Trip-Hop")
    assert claims(store) == [("punk", "", ""), ("punk", "Wob", "Trip-Hop")]
    refused = taken(store, tmp_path, header, f"t,{SAID},d3,Wob,punk,Wob")
    assert "'Wob' is no genre of the tree" in refused[0]


def test_a_label_that_went_out_is_that_of_the_claim_decided_on(
    store: Store, tmp_path: Path
) -> None:
    load(store, row(CatalogueTrack("t", claimed="punk"), decided("d1")))
    load(store, row(CatalogueTrack("t", claimed="jazz")))
    table = written(store, "hf", tmp_path / "metadata.csv").read_text().splitlines()
    assert table[1].startswith(",Punk,true,Jazz,t,")


@pytest.mark.parametrize("word", ["wobble", "flagged!", "f" * 30])
def test_a_queue_that_the_desk_does_not_have_is_refused(
    word: str, store: Store, tmp_path: Path
) -> None:
    refused = taken(store, tmp_path, f"{HEADER},queue", f"t,{SAID},d1,{word}", f"t,{SAID},d2,")
    assert len(refused) == 1
    assert refused[0].startswith(f"queue is {word!r}, which is none of flagged, uncertain, ")
    assert [case.decision.queue for case in held(store)] == [""]


def test_a_queue_is_known_in_capitals(store: Store, tmp_path: Path) -> None:
    assert taken(store, tmp_path, f"{HEADER},queue", f"t,{SAID},d1,Audit") == ()
    assert held(store)[0].decision.queue == "audit"
    with pytest.raises(ValueError, match="queue is 'Audit', which is none of flagged"):
        decided("d2", Answer.SKIP, queue="Audit")
