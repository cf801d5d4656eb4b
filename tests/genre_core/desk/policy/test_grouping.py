"""Groups are counted as by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from genre_core.desk.policy.grouping import group

KEYS = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=30)


@given(KEYS, st.data())
def test_counts_and_sums_are_those_of_a_slow_count(keys: list[str], data: st.DataObject) -> None:
    found = group("artist", keys, [key.upper() for key in keys])
    which = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(keys), max_size=len(keys))), bool
    )
    rows = np.flatnonzero(which)
    values = np.arange(0.5, len(rows))
    assert set(found.names) == {key.upper() for key in keys if key}
    assert [found.names[c].lower() if c >= 0 else "" for c in found.codes] == keys
    for code, name in enumerate(found.names):
        mine = [row for row in rows if keys[row].upper() == name]
        assert found.count(which)[code] == len(mine)
        total = sum(v for row, v in zip(rows, values, strict=True) if row in mine)
        assert found.total(rows, values)[code] == total


def test_a_group_is_called_as_its_first_track_calls_it() -> None:
    assert group("artist", ["x", "", "x", "y"], ["One", "?", "Two", ""]).names == ("One", "y")


def test_groups_that_are_called_alike_are_told_apart_by_their_keys() -> None:
    found = group("artist", ["demo/1", "demo/2", "ada", "demo/1"], ["House", "House", "Ada", ""])
    assert found.names == ("House (demo/1)", "House (demo/2)", "Ada")
