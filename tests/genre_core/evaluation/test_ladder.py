"""Who may stand beside whom on the ladder of accuracies."""

from dataclasses import replace

from genre_core.card import Metric, ModelCard, models_folder, read_card
from genre_core.evaluation.contestant import read_contestant
from genre_core.evaluation.ladder import Climber, Ground, ladder
from tests.contests import contestant
from tests.models import tiny_card

MAJORITY = Metric("majority", "Majority", 0.3, 0.2, 0.4)


def card(name: str, accuracy: float) -> ModelCard:
    metrics = (Metric("accuracy", "Accuracy", accuracy, 0.4, 0.6, "noted"), MAJORITY)
    return replace(tiny_card({}), name=name, title=name, metrics=metrics)


def test_models_of_the_same_tracks_stand_together_from_low_to_high() -> None:
    shown = Climber(card("a", 0.5), contestant())
    better = Climber(card("b", 0.6), contestant(seed=2))
    rungs = ladder(shown, [better])
    assert [(rung.label, rung.ground) for rung in rungs] == [
        ("Majority", Ground.OWN),
        ("a", Ground.OWN),
        ("b", Ground.OWN),
    ]
    assert [rung.shown for rung in rungs] == [False, True, False]


def test_other_tracks_and_unknown_ones_stand_apart_with_their_own_majority() -> None:
    shown = Climber(card("a", 0.5), contestant(200))
    fewer = Climber(card("b", 0.9), contestant(100))
    unknown = Climber(card("c", 0.95), None)
    rungs = ladder(shown, [unknown, fewer])
    assert [(rung.label, str(rung.ground)) for rung in rungs] == [
        ("Majority", "the same tracks"),
        ("a", "the same tracks"),
        ("Majority of b", "other tracks"),
        ("b", "other tracks"),
        ("Majority of c", "other data, not at hand"),
        ("c", "other data, not at hand"),
    ]


def test_a_figure_that_nobody_knows_is_no_rung() -> None:
    unknown = replace(card("a", 0.5), metrics=(Metric("accuracy", "Accuracy", 0, 0, 1, "none"),))
    assert ladder(Climber(unknown, None), []) == ()


def test_the_seeds_accuracy_is_of_other_data() -> None:
    ours, seed = (models_folder() / name for name in ("open-music", "seed-2020"))
    rungs = ladder(
        Climber(read_card(ours), read_contestant(ours)), [Climber(read_card(seed), None)]
    )
    by_label = {rung.label: rung for rung in rungs}
    assert by_label["The slides' network, 2020"].ground is Ground.UNKNOWN
    assert by_label["The slides' network, 2020"].accuracy.value == 0.2944
    assert by_label["The slides' network, 2020"].genres == 20
    assert [rung.label for rung in rungs if rung.shown] == ["Open music, five genres"]


def test_a_seed_that_a_card_states_itself_is_of_other_data_too() -> None:
    stated = Metric("seed_accuracy", "Seed baseline", 0.29, 0.28, 0.31)
    own = card("a", 0.5)
    rungs = ladder(Climber(replace(own, metrics=(*own.metrics, stated)), contestant()), [])
    assert [(rung.label, rung.ground) for rung in rungs][-1] == ("Seed baseline", Ground.UNKNOWN)
