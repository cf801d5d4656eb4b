"""A scan gives every track the verdict that the product gives it, and flags what it doubts."""

import argparse
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import func, select, update

from genre_core.analysis import analyse
from genre_core.classifier import Classifier
from genre_core.desk.policy.applying import apply_policy
from genre_core.desk.policy.terms import Policy
from genre_core.errors import NotAllowed, PolicyError
from genre_core.genres import Claim, find, read_claim
from genre_core.people import LOCAL, Person, Role
from genre_core.ruling import Answer
from genre_core.scan import commands
from genre_core.scan.listening import Heard, Unheard, listen
from genre_core.scan.pending import Pending
from genre_core.scan.policies import present_alpha
from genre_core.scan.running import ScanReport, count_pending, scan
from genre_core.scan.terms import ScanTerms
from genre_core.severity import leaves_family, severity, uncertainty
from genre_core.store.engine import Store
from genre_core.store.schema import audit, flags, policies, tracks, verdicts
from genre_core.verdict import Outcome, Verdict
from tests.genre_core.desk.floor import ADMIN, NOON, add_decision, add_tracks, moderator
from tests.genre_core.sounds import music

CLAIMS = ("Rock", "Classical", "Electronic", "Punk", "Polka", "Rock", "Folk", "Classical")
ALPHA = 0.3  # the tiny model's net is random: at 5% it would flag nothing


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Eight short recordings, no two alike."""
    folder = tmp_path_factory.mktemp("sounds")
    rng = np.random.default_rng(8)
    paths = []
    for number in range(len(CLAIMS)):
        loudness = 0.02 + 0.1 * number
        noise = loudness * rng.standard_normal(8000 * 4) / 4
        tone = music(4.0, 8000, 1)[:, 0] * (1 - number / 8)
        paths.append(folder / f"{number}.flac")
        soundfile.write(paths[-1], np.clip(tone + noise, -1, 1), 8000)
    return tuple(paths)


@pytest.fixture
def catalogue(store: Store, sounds: tuple[Path, ...]) -> Store:
    """A store with these recordings and their claims."""
    for path, claim in zip(sounds, CLAIMS, strict=True):
        genre = read_claim(claim).genre
        add_tracks(
            store, 1, location=str(path), claimed=claim, claimed_genre=genre.name if genre else ""
        )
    return store


def terms_of(classifier: Classifier, **values: Any) -> ScanTerms:
    usual: dict[str, Any] = {"alpha": ALPHA, "uncertain_share": 0.0, "audit_share": 0.0}
    return ScanTerms(classifier, **(usual | values))


def scanned(store: Store, classifier: Classifier, **values: Any) -> ScanReport:
    return scan(store, ADMIN, terms_of(classifier, **values), lambda: NOON)


def rows(store: Store, query: Any) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(query))


def flagged(store: Store, queue: str = "flagged", state: str = "open") -> set[int]:
    query = select(flags.c.track_id).where(flags.c.queue == queue, flags.c.state == state)
    return {row.track_id for row in rows(store, query)}


def judged(sounds: tuple[Path, ...], classifier: Classifier, alpha: float = ALPHA) -> list[Verdict]:
    return [
        analyse(path, read_claim(claim), classifier, alpha).verdict
        for path, claim in zip(sounds, CLAIMS, strict=True)
    ]


def test_every_track_gets_the_verdict_that_the_product_gives(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    report = scanned(catalogue, tiny_classifier)
    found = rows(catalogue, select(verdicts).order_by(verdicts.c.track_id))
    expected = judged(sounds, tiny_classifier)
    assert report.heard == len(found) == len(expected)
    for row, verdict in zip(found, expected, strict=True):
        assert (row.outcome, row.scope) == (verdict.outcome, verdict.scope)
        assert (row.predicted, row.p_value) == (verdict.predicted, verdict.p_value)
        assert row.root_p_value == verdict.root_p_value
        assert (row.sentence, row.reason) == (verdict.sentence, verdict.reason)
        assert list(row.probabilities) == list(verdict.genres)
        assert list(row.probabilities.values()) == pytest.approx(verdict.probabilities)
        assert row.uncertainty == pytest.approx(uncertainty(verdict.probabilities))
        assert (row.model, row.model_version, row.made_at) == ("tiny", "1", NOON)
        assert np.frombuffer(row.embedding, "<f4").shape == (6,)


def test_mismatches_and_nothing_else_are_flagged(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    report = scanned(catalogue, tiny_classifier)
    expected = judged(sounds, tiny_classifier)
    doubted = [verdict for verdict in expected if verdict.flagged]
    assert 0 < len(doubted) < len(expected)
    assert report.flagged == len(doubted)
    found = rows(catalogue, select(flags).order_by(flags.c.track_id))
    assert [row.track_id for row in found] == [
        number + 1 for number, verdict in enumerate(expected) if verdict.flagged
    ]
    for row, verdict in zip(found, doubted, strict=True):
        assert (row.queue, row.chosen_by, row.state) == ("flagged", "model", "open")
        assert row.severity == pytest.approx(severity(verdict))
        assert row.family == leaves_family(verdict)
        assert row.reason == verdict.sentence


def test_several_threads_hear_what_one_hears(
    catalogue: Store, tiny_classifier: Classifier, sounds: tuple[Path, ...]
) -> None:
    scanned(catalogue, tiny_classifier, threads=4)
    found = rows(catalogue, select(verdicts.c.outcome).order_by(verdicts.c.track_id))
    assert [row.outcome for row in found] == [v.outcome for v in judged(sounds, tiny_classifier)]


def test_what_has_a_verdict_is_not_listened_to_again(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    assert count_pending(catalogue, terms_of(tiny_classifier)) == 0
    again = scanned(catalogue, tiny_classifier)
    assert again == ScanReport()


def test_an_interrupted_scan_goes_on_where_it_was(
    catalogue: Store, tiny_classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genre_core.scan.running.BATCH", 2)
    calls = count(1)

    def pull_the_plug() -> None:
        if next(calls) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(catalogue, ADMIN, terms_of(tiny_classifier), lambda: NOON, pull_the_plug)
    kept = len(rows(catalogue, select(verdicts.c.id)))
    assert kept == 4
    assert scanned(catalogue, tiny_classifier).heard == len(CLAIMS) - kept
    heard = [row.track_id for row in rows(catalogue, select(verdicts.c.track_id))]
    assert sorted(heard) == [number + 1 for number in range(len(CLAIMS))]


def test_a_limit_takes_so_many_and_the_next_scan_the_rest(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    assert count_pending(catalogue, terms_of(tiny_classifier, limit=3)) == 3
    assert scanned(catalogue, tiny_classifier, limit=3).heard == 3
    assert scanned(catalogue, tiny_classifier).heard == len(CLAIMS) - 3


def test_another_alpha_is_judged_without_listening(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    before = flagged(catalogue)
    with catalogue.writing() as connection:
        connection.execute(update(tracks).values(location="gone"))
    report = scanned(catalogue, tiny_classifier, alpha=0.05)
    assert (report.heard, report.faults) == (len(CLAIMS), 0)
    expected = judged(sounds, tiny_classifier, 0.05)
    query = select(verdicts).where(verdicts.c.policy_id == 2).order_by(verdicts.c.track_id)
    found = rows(catalogue, query)
    assert [row.outcome for row in found] == [verdict.outcome for verdict in expected]
    assert [row.p_value for row in found] == [verdict.p_value for verdict in expected]
    assert all(len(row.embedding) == 24 for row in found)
    still = {number + 1 for number, verdict in enumerate(expected) if verdict.flagged}
    assert flagged(catalogue) == still
    assert flagged(catalogue, state="withdrawn") == before - still
    assert report.withdrawn == len(before - still) > 0


def claim(store: Store, track: int, genre: str) -> None:
    with store.writing() as connection:
        changed = update(tracks).where(tracks.c.id == track)
        connection.execute(changed.values(claimed=genre, claimed_genre=genre))


def test_a_changed_claim_is_judged_again_without_listening_each_time(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    with catalogue.writing() as connection:
        connection.execute(update(tracks).values(location="gone"))
    for genre in ("Classical", "Rock", "", "Rock"):
        claim(catalogue, 1, genre)
        assert count_pending(catalogue, terms_of(tiny_classifier)) == 1
        assert (scanned(catalogue, tiny_classifier)).heard == 1
        assert scanned(catalogue, tiny_classifier) == ScanReport()
    query = select(verdicts).where(verdicts.c.track_id == 1).order_by(verdicts.c.id)
    found = rows(catalogue, query)
    assert [row.claimed_genre for row in found] == ["Rock", "Classical", "Rock", "", "Rock"]
    for row in found:
        expected = analyse(sounds[0], read_claim(row.claimed_genre), tiny_classifier, ALPHA).verdict
        assert (row.outcome, row.p_value) == (expected.outcome, expected.p_value)
        assert len(row.embedding) == 24


def test_a_flag_follows_the_claim(catalogue: Store, tiny_classifier: Classifier) -> None:
    scanned(catalogue, tiny_classifier)
    one = min(flagged(catalogue))
    was = rows(catalogue, select(flags).where(flags.c.track_id == one, flags.c.state == "open"))
    # No claim, no mismatch.
    claim(catalogue, one, "")
    assert scanned(catalogue, tiny_classifier).withdrawn == 1
    assert one not in flagged(catalogue)
    claim(catalogue, one, CLAIMS[one - 1])
    assert scanned(catalogue, tiny_classifier).flagged == 1
    now = rows(catalogue, select(flags).where(flags.c.track_id == one, flags.c.state == "open"))
    assert now[0].reason == was[0].reason
    assert now[0].severity == pytest.approx(was[0].severity)
    assert now[0].verdict_id > was[0].verdict_id


def test_a_flag_on_an_earlier_claim_gives_way_to_one_on_the_present(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    for genre in ("Rock", "Classical", "Electronic", "Punk", "Folk"):
        for track in range(1, len(CLAIMS) + 1):
            claim(catalogue, track, genre)
        scanned(catalogue, tiny_classifier)
        query = (
            select(flags.c.reason, verdicts.c.claimed_genre, verdicts.c.sentence)
            .join(verdicts, verdicts.c.id == flags.c.verdict_id)
            .where(flags.c.state == "open")
        )
        found = rows(catalogue, query)
        assert all(row.claimed_genre == genre and row.reason == row.sentence for row in found)
        doubted = select(verdicts.c.track_id).where(
            verdicts.c.claimed_genre == genre, verdicts.c.outcome == Outcome.MISMATCH.value
        )
        assert flagged(catalogue) == {row.track_id for row in rows(catalogue, doubted)}


def test_a_policy_is_made_once_and_found_again(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    for alpha in (0.3, 0.05, 0.3):
        scanned(catalogue, tiny_classifier, alpha=alpha)
    assert [row.alpha for row in rows(catalogue, select(policies))] == [0.3, 0.05]
    assert len(rows(catalogue, select(verdicts.c.id))) == 2 * len(CLAIMS)


def apply(store: Store, policy: Policy) -> int:
    return apply_policy(store, ADMIN, policy, "To try it.", NOON)


def test_a_policy_that_was_applied_is_the_one_that_verdicts_cite(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    before = flagged(catalogue)
    number = apply(catalogue, Policy(ALPHA, 0.4))
    assert count_pending(catalogue, terms_of(tiny_classifier)) == len(CLAIMS)
    assert scanned(catalogue, tiny_classifier).heard == len(CLAIMS)
    found = rows(catalogue, select(verdicts.c.policy_id).order_by(verdicts.c.id))
    assert [row.policy_id for row in found] == [1] * len(CLAIMS) + [number] * len(CLAIMS)
    assert flagged(catalogue) == before


def test_a_new_policy_can_be_judged_without_listening_to_anything_new(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier, limit=5)
    apply(catalogue, Policy(0.1))
    terms = terms_of(tiny_classifier, alpha=0.1, known_only=True)
    assert count_pending(catalogue, terms) == 5
    report = scan(catalogue, ADMIN, terms, lambda: NOON)
    assert (report.heard, report.faults) == (5, 0)
    assert count_pending(catalogue, terms) == 0
    assert scan(catalogue, ADMIN, terms, lambda: NOON) == ScanReport()
    heard = select(verdicts.c.track_id).where(verdicts.c.policy_id == 2)
    assert {row.track_id for row in rows(catalogue, heard)} == {1, 2, 3, 4, 5}
    assert scanned(catalogue, tiny_classifier, alpha=0.1).heard == len(CLAIMS) - 5


def test_a_verdict_over_other_genres_is_no_reason_to_listen(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier, limit=2)
    with catalogue.writing() as connection:
        one = update(verdicts).where(verdicts.c.track_id == 1)
        connection.execute(one.values(probabilities={"Rock": 1.0}))
    report = scanned(catalogue, tiny_classifier, alpha=0.1, known_only=True)
    assert (report.heard, report.faults) == (1, 0)


def test_a_track_of_which_a_person_said_what_it_is_is_not_flagged(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    doubted = [n + 1 for n, v in enumerate(judged(sounds, tiny_classifier)) if v.flagged]
    add_decision(catalogue, moderator("mo"), doubted[0], "d1")
    add_decision(catalogue, moderator("mo"), doubted[1], "d2", answer=Answer.SKIP)
    scanned(catalogue, tiny_classifier)
    assert flagged(catalogue) == set(doubted[1:])


def test_a_vanished_file_is_a_fault_until_it_is_back(
    store: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier, tmp_path: Path
) -> None:
    path = tmp_path / "later.flac"
    add_tracks(store, 1, location=str(path), claimed="Rock")
    report = scanned(store, tiny_classifier)
    assert (report.heard, report.faults) == (0, 1)
    assert report.faulty[0].key == "t0"
    assert report.faulty[0].sentence == f"There is no file {path}. Check its path and name."
    (row,) = rows(store, select(tracks.c.fault, tracks.c.sha256))
    assert (row.fault, row.sha256) == (report.faulty[0].sentence, "")
    path.write_bytes(sounds[0].read_bytes())
    assert scanned(store, tiny_classifier).heard == 1
    (row,) = rows(store, select(tracks.c.fault, tracks.c.sha256))
    assert row.fault == ""
    assert len(row.sha256) == 64


def pending(location: str, **values: Any) -> Pending:
    usual: dict[str, Any] = {"sha256": "", "start": None, "duration": None, "known": None}
    return Pending(1, "t0", location, claim=Claim("Rock", find("Rock"), ()), **(usual | values))


def fault_of(track: Pending, classifier: Classifier) -> str:
    result = listen(track, classifier, ALPHA)
    assert isinstance(result, Unheard)
    return result.fault


def test_urls_are_not_fetched(tiny_classifier: Classifier) -> None:
    fault = fault_of(pending("https://music.example/a.mp3"), tiny_classifier)
    assert "from where nothing is fetched. Download it" in fault


def test_a_track_without_a_sound_is_a_fault(tiny_classifier: Classifier) -> None:
    assert "names no sound for this track" in fault_of(pending(""), tiny_classifier)


def test_another_recording_in_the_same_place_is_a_fault(
    sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    fault = fault_of(pending(str(sounds[0]), sha256="0" * 64), tiny_classifier)
    assert fault.startswith("Another recording lies at its place: the catalogue knows 0000")


def test_what_is_no_audio_is_a_fault(tmp_path: Path, tiny_classifier: Classifier) -> None:
    (tmp_path / "a.mp3").write_text("This is no music.")
    assert fault_of(pending(str(tmp_path / "a.mp3")), tiny_classifier)


def test_an_excerpt_is_heard_as_if_it_had_been_cut_out(
    tmp_path: Path, tiny_classifier: Classifier
) -> None:
    whole = music(12.0, 8000, 1)
    soundfile.write(tmp_path / "whole.wav", whole, 8000, subtype="FLOAT")
    soundfile.write(tmp_path / "cut.wav", whole[4 * 8000 : 8 * 8000], 8000, subtype="FLOAT")
    excerpt = pending(str(tmp_path / "whole.wav"), start=4.0, duration=4.0)
    found = listen(excerpt, tiny_classifier, ALPHA)
    expected = listen(pending(str(tmp_path / "cut.wav")), tiny_classifier, ALPHA)
    other = listen(replace(excerpt, start=8.0), tiny_classifier, ALPHA)
    assert isinstance(found, Heard)
    assert isinstance(expected, Heard)
    assert isinstance(other, Heard)
    assert found.verdict.probabilities == pytest.approx(expected.verdict.probabilities, abs=1e-6)
    assert found.verdict.probabilities != pytest.approx(other.verdict.probabilities, abs=1e-6)
    assert found.sha256 == other.sha256 != expected.sha256


@pytest.mark.parametrize(
    ("start", "duration", "words"),
    [(-1.0, 4.0, "The excerpt starts at -1 s"), (99.0, None, "The excerpt starts at 99.0 s")],
)
def test_an_excerpt_that_cannot_be_is_a_fault(
    start: float,
    duration: float | None,
    words: str,
    sounds: tuple[Path, ...],
    tiny_classifier: Classifier,
) -> None:
    track = pending(str(sounds[0]), start=start, duration=duration)
    assert words in fault_of(track, tiny_classifier)


def test_the_least_sure_share_of_what_is_not_flagged_comes_into_its_queue(
    catalogue: Store, sounds: tuple[Path, ...], tiny_classifier: Classifier
) -> None:
    report = scanned(catalogue, tiny_classifier, uncertain_share=0.5)
    unflagged = [
        (uncertainty(verdict.probabilities), number + 1)
        for number, verdict in enumerate(judged(sounds, tiny_classifier))
        if not verdict.flagged
    ]
    most = -(-len(unflagged) // 2)
    expected = {track for _, track in sorted(unflagged, reverse=True)[:most]}
    assert flagged(catalogue, "uncertain") == expected
    assert report.uncertain == most
    assert scanned(catalogue, tiny_classifier, uncertain_share=0.5).uncertain == 0


def test_the_audit_draws_from_what_is_not_flagged(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    report = scanned(catalogue, tiny_classifier, audit_share=1.0)
    everything = {number + 1 for number in range(len(CLAIMS))}
    assert flagged(catalogue, "audit") == everything - flagged(catalogue)
    assert report.audited == len(CLAIMS) - report.flagged


def test_the_trail_says_who_scanned_and_what_came_of_it(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    found = rows(catalogue, select(audit.c.who, audit.c.action).order_by(audit.c.number))
    assert [tuple(row) for row in found] == [("admin", "policy"), ("admin", "scan")]


def test_only_an_admin_scans(store: Store, tiny_classifier: Classifier) -> None:
    senior = Person("s", "Sia", Role.SENIOR)
    with pytest.raises(NotAllowed, match="Sia is a senior and may not scan the catalogue"):
        scan(store, senior, terms_of(tiny_classifier))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"limit": 0}, "A scan of 0 tracks by 2 threads was asked for"),
        ({"uncertain_share": 1.5}, "A share of 1.5 of the tracks"),
        ({"alpha": 2.0}, "alpha"),
    ],
)
def test_impossible_terms_are_refused(
    values: dict[str, Any], words: str, tiny_classifier: Classifier
) -> None:
    with pytest.raises(PolicyError, match=words):
        terms_of(tiny_classifier, **values)


def run_command(store: Store, *words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers())
    options = parser.parse_args(["scan", *words])
    options.database = store.engine.url
    return commands.run(options)


def test_the_command_scans_and_says_what_came_of_it(
    catalogue: Store, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tiny_model.parent))
    add_tracks(catalogue, 1, location="gone.mp3", claimed="Rock")
    assert run_command(catalogue, "--model", "tiny", "--alpha", "0.3", "--limit", "5") == 0
    assert capfd.readouterr().out.startswith("5 tracks judged: ")
    # Alpha is that of the last scan.
    assert run_command(catalogue, "--model", "tiny") == 2
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith("3 tracks judged: ")
    assert lines[1:] == [
        "1 track cannot be heard; the next scan tries again.",
        "  t8: There is no file gone.mp3. Check its path and name.",
    ]
    assert [row.alpha for row in rows(catalogue, select(policies))] == [0.3]


def test_the_command_takes_the_alpha_of_the_policy_in_force(
    catalogue: Store, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTROGRAM_MODELS", str(tiny_model.parent))
    assert run_command(catalogue, "--model", "tiny", "--alpha", "0.3") == 0
    number = apply(catalogue, Policy(0.2, 0.35))
    assert run_command(catalogue, "--model", "tiny") == 0
    newest = select(verdicts.c.policy_id).order_by(verdicts.c.id.desc()).limit(1)
    assert rows(catalogue, newest)[0].policy_id == number
    assert len(rows(catalogue, select(policies))) == 2


@pytest.mark.parametrize("words", [("--alpha", "2"), ("--alpha", "x"), ("--limit", "0")])
def test_the_command_refuses_impossible_terms(words: tuple[str, ...], store: Store) -> None:
    with pytest.raises(SystemExit):
        run_command(store, *words)


def test_the_local_person_may_scan() -> None:
    LOCAL.require(Role.ADMIN, "scan the catalogue")


def test_a_scan_under_an_earlier_policy_ends_where_another_is_put_into_force(
    catalogue: Store, tiny_classifier: Classifier
) -> None:
    scanned(catalogue, tiny_classifier)
    apply(catalogue, Policy(0.4))

    def overtake() -> None:
        if present() != 0.01:
            apply(catalogue, Policy(0.01))
            scanned(catalogue, tiny_classifier, alpha=0.01)

    def present() -> float | None:
        with catalogue.reading() as connection:
            return present_alpha(connection)

    terms = terms_of(tiny_classifier, alpha=0.4, known_only=True)
    with pytest.raises(PolicyError, match="Another policy was put into force while"):
        scan(catalogue, ADMIN, terms, lambda: NOON, overtake)
    assert count_pending(catalogue, terms_of(tiny_classifier, alpha=0.01)) == 0
    latest = select(func.max(verdicts.c.id)).group_by(verdicts.c.track_id)
    cited = select(verdicts.c.policy_id).where(verdicts.c.id.in_(latest)).distinct()
    assert [row.policy_id for row in rows(catalogue, cited)] == [3]
