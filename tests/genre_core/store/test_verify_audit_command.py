"""``desk verify-audit`` tells a tampered trail by its exit code, and says where."""

from pathlib import Path

import pytest
from sqlalchemy import text

from genre_core.__main__ import main
from genre_core.store.engine import Store
from tests.genre_core.store.rows import fill
from tests.genre_core.store.test_proof import WITHOUT_GUARD


def verify(store: Store, *options: str) -> int:
    url = store.engine.url.render_as_string(hide_password=False)
    return main(["desk", "verify-audit", "--database", url, *options])


def run(store: Store, *statements: str) -> None:
    with store.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_empty_trail_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(store) == 0
    assert capsys.readouterr().out == "The audit trail is empty.\n"


def test_a_whole_trail_gives_a_seal_to_note(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store, 4)
    assert verify(store) == 0
    said = capsys.readouterr().out
    assert "is whole: 4 entries, 2 of them decisions." in said
    noted = said.split()[-1]
    assert noted.startswith("4:")
    assert verify(store, "--noted", noted) == 0
    assert verify(store, "--noted", f"5:{'a' * 64}") == 1
    assert "ends with entry 4, and 5 was noted" in capsys.readouterr().out


def test_a_tampered_row_is_found_and_named(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(store, 4)
    run(store, *WITHOUT_GUARD[store.dialect], "UPDATE decisions SET answer = 'holds'")
    assert verify(store) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "The audit trail was tampered with: 4 entries, 2 of them decisions."
    assert "decision d2 was changed: entry 2 says otherwise of answer." in said[1]


def test_a_missing_database_is_not_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'typo.sqlite'}"
    assert main(["desk", "verify-audit", "--database", url]) == 2
    assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "typo.sqlite").exists()


@pytest.mark.parametrize("noted", ["", "7", "7:abc", f"0:{'a' * 64}", f"7:{'g' * 64}"])
def test_a_note_that_is_none_is_refused(noted: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["desk", "verify-audit", "--noted", noted])
    assert "is no number and seal" in capsys.readouterr().err
