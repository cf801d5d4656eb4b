"""Objects of JSON that other tools write, told apart by what they hold."""

from collections.abc import Iterator

from genre_core.exchange.foreign_jams import jams_row
from genre_core.exchange.foreign_prodigy import prodigy_row
from genre_core.exchange.foreign_tasks import task_row
from genre_core.exchange.nouns import CatalogueRow, Refused
from genre_core.exchange.objects import Object
from genre_core.exchange.places import Place
from genre_core.exchange.rows import row_of


def shaped_rows(
    objects: Iterator[tuple[int, Object] | Refused], place: Place
) -> Iterator[CatalogueRow | Refused]:
    """Yield what each object says, or why it is not taken."""
    for each in objects:
        if isinstance(each, Refused):
            yield each
            continue
        number, found = each
        try:
            yield _row(found, number, place)
        except ValueError as error:
            yield Refused(number, str(error))


def _row(found: Object, number: int, place: Place) -> CatalogueRow:
    if isinstance(found.get("data"), dict):
        return task_row(found, number, place)
    if isinstance(found.get("file_metadata"), dict):
        return jams_row(found, number, place)
    if found.get("answer") in ("accept", "reject", "ignore") or "_input_hash" in found:
        return prodigy_row(found, number, place)
    return row_of(found, number, place)
