"""The model that ships has all that the export of today writes."""

from genre_core.card import DEFAULT_MODEL, NETWORK, models_folder, read_card
from genre_core.classifier import CALIBRATION, GOLDEN
from genre_core.music_map import MAP
from trainer.export import EVALUATION
from trainer.formats import KERAS, LITERT
from trainer.history import HISTORY
from trainer.judging import CONFUSIONS, FALSE_FLAGS, FLAGGING
from trainer.promote import LOG

FIGURES = {"accuracy", "majority", "root_accuracy", "root_majority", "top_2", "top_3", "macro_f1"}
TRUST = {"log_loss", "calibration_error"}
POLICY = {"false_flags", "detection", "flag_precision"}


def test_every_file_of_an_export_lies_there() -> None:
    tables = {*CONFUSIONS, FLAGGING, FALSE_FLAGS, EVALUATION, HISTORY}
    networks = {NETWORK, KERAS, LITERT}
    card = read_card(models_folder() / DEFAULT_MODEL)
    assert set(card.files) == tables | networks | {CALIBRATION, GOLDEN, MAP}
    assert (models_folder() / DEFAULT_MODEL / LOG).is_file()


def test_every_figure_stands_on_its_card() -> None:
    card = read_card(models_folder() / DEFAULT_MODEL)
    genres = {f"{what}_{genre}" for what in ("recall", "precision") for genre in card.genres}
    policies = {f"{what}_{alpha}" for what in POLICY for alpha in ("02", "05", "10")}
    assert {metric.name for metric in card.metrics} == FIGURES | TRUST | genres | policies
