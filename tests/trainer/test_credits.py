"""Names in credits: misread Cyrillic is turned back, every other name stays."""

import pytest

from trainer.credits import readable_name


def test_cyrillic_misread_as_latin_1_is_turned_back() -> None:
    misread = "Александр Желанов".encode("cp1251").decode("latin-1")
    assert readable_name(misread) == "Александр Желанов"
    assert readable_name(f"{misread} (Alex)") == "Александр Желанов (Alex)"


@pytest.mark.parametrize("name", ["Björk", "Sigur Rós", "Hüsker Dü", "Françoise", "Жук", "", "ÀÉ"])
def test_other_names_stay(name: str) -> None:
    assert readable_name(name) == name
