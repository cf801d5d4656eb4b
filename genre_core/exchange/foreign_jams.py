"""A JAMS file as a track; its tags are the claim, unless they are decisions that we wrote."""

from collections.abc import Iterator

from genre_core.exchange import cells
from genre_core.exchange.foreign import meta_of, objects_in
from genre_core.exchange.nouns import CatalogueRow
from genre_core.exchange.objects import Object
from genre_core.exchange.places import Place
from genre_core.exchange.rows import decision_of, track_of

SPACES = (
    "tag_fma_subgenre", "tag_fma_genre", "tag_gtzan", "tag_msd_tagtraum_cd1",
    "tag_msd_tagtraum_cd2", "tag_open",
)  # fmt: skip
"""The namespaces that a genre may stand in; the first that is there is the claim."""


def jams_row(jams: Object, number: int, place: Place) -> CatalogueRow:
    """Return the track of a JAMS, and the decisions that we wrote into it.

    Raises:
        ValueError: it names no track, or holds a decision of ours that was damaged.
    """
    annotations = objects_in(jams.get("annotations"))
    own = [record for annotation in annotations if (record := meta_of(annotation))]
    if own:
        return CatalogueRow(number, track_of(own[0], place), tuple(map(decision_of, own)))
    about = jams["file_metadata"]
    known = about.get("identifiers")
    ids = [cells.word(value, name) for name, value in known.items()] if known else []
    sandbox = jams.get("sandbox") or {}
    said = {
        "id": next(iter(filter(None, ids)), about.get("title")),
        "location": sandbox.get("location") or sandbox.get("path") or sandbox.get("file"),
        "title": about.get("title"),
        "artist": about.get("artist"),
        "album": about.get("release"),
        "duration": about.get("duration") or None,
        "claimed": "; ".join(_claims(annotations)),
    }
    return CatalogueRow(number, track_of(said, place))


def _claims(annotations: tuple[Object, ...]) -> Iterator[str]:
    spaces = [each.get("namespace") for each in annotations]
    chosen = next((space for space in SPACES if space in spaces), None)
    for annotation in annotations:
        if chosen and annotation.get("namespace") == chosen:
            for each in objects_in(annotation.get("data")):
                yield cells.word(each.get("value"), "value")
