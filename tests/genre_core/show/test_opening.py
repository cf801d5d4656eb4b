"""A fresh machine has a show to give at once: six tracks, of all kinds of scenes, with notes."""

from genre_core.crate import tracks
from genre_core.show.opening import opening_order
from genre_core.show.running_order import read_order, write_order
from genre_core.show.scenes import Kind
from genre_core.synthesiser import PIECES

ORDER = opening_order()


def test_it_has_six_rounds_and_every_kind_of_scene() -> None:
    assert len(ORDER.rounds) == 6
    assert {scene.kind for scene in ORDER.scenes} == set(Kind)
    assert (ORDER.scenes[0].kind, ORDER.scenes[-1].kind) == (Kind.TITLE, Kind.CLOSING)


def test_every_scene_has_notes_and_a_length() -> None:
    assert all(scene.notes and scene.seconds for scene in ORDER.scenes)
    assert sum(scene.seconds or 0 for scene in ORDER.scenes) <= 20 * 60


def test_claims_are_the_uploaders_and_truths_the_composers() -> None:
    styles = {piece.slug: piece.style for piece in PIECES}
    claims = {upload.slug: upload.claim for upload in tracks.UPLOADS}
    for scene in ORDER.rounds:
        played = scene.round
        assert played is not None
        assert played.claim == claims[played.track]
        assert played.truth == styles[played.track]
        assert (played.artist, played.licence) == (tracks.ARTIST, tracks._LICENCE)


def test_half_of_the_claims_are_false_so_that_no_answer_wins_by_itself() -> None:
    assert [scene.round.holds for scene in ORDER.rounds if scene.round] == [
        True, False, False, True, False, True,
    ]  # fmt: skip


def test_no_text_on_the_screen_gives_the_answer_away() -> None:
    for scene in ORDER.rounds:
        assert not scene.title
        assert not scene.text


def test_the_presenter_gets_it_as_a_text_that_reads_back() -> None:
    assert read_order(write_order(ORDER), "x") == ORDER
