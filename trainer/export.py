"""A trained model leaves the trainer as a folder that the app can verify and serve."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from genre_core.calibration import Calibration, save_calibration
from genre_core.card import NETWORK, DataSource, Metric, ModelCard, file_hash, write_card
from genre_core.classifier import CALIBRATION, load_classifier
from trainer.architectures import KerasModel
from trainer.credits import readable_name
from trainer.describe import describe
from trainer.golden import ask_onnx
from trainer.history import HISTORY
from trainer.manifest import LabelledTrack
from trainer.recipe import Recipe

EVALUATION = "evaluation.parquet"


def write_model(
    card: ModelCard, folder: Path, files: dict[str, Path], calibration: Calibration
) -> ModelCard:
    """Put a model's files and its card, with their hashes, into a folder.

    The folder is made beside the old one and then takes its place, so that an interrupted
    export leaves the old model whole; it is loaded once before that.

    Args:
        card: all but the hashes.
        folder: ``models/NAME``.
        files: {name in the folder: file to copy}.
        calibration: written as ``calibration.npz``.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as scratch:
        made = Path(scratch) / folder.name
        made.mkdir()
        for name, source in files.items():
            copyfile(source, made / name)
        save_calibration(made / CALIBRATION, calibration)
        hashes = {path.name: file_hash(path) for path in sorted(made.iterdir())}
        # Two exports on one day differ, and pages keep what they computed by version.
        version = f"{card.version}+{hashes[NETWORK][:8]}"
        finished = replace(card, files=hashes, version=version)
        write_card(finished, made)
        load_classifier(made)
        if folder.exists():
            folder.rename(Path(scratch) / "old")
        made.rename(folder)
    return finished


def write_golden(path: Path, picture: NDArray[np.float32], network: Path) -> None:
    """Store one picture, float32 (1, bands, frames, 1), with the exported graph's answer."""
    logits = ask_onnx(network, picture)["logits"]
    np.savez_compressed(path, pictures=picture[..., 0], logits=logits[0])


def make_card(
    recipe: Recipe, model: KerasModel, tracks: Sequence[LabelledTrack], metrics: tuple[Metric, ...]
) -> ModelCard:
    """Return the card of a trained recipe, hashes still empty."""
    today = datetime.now(UTC).date().isoformat()
    return ModelCard(
        name=recipe.name,
        version=today.replace("-", "."),
        title=recipe.title,
        description=recipe.description,
        created=today,
        genres=recipe.genres,
        spec=recipe.test_spec,
        crops=recipe.crops,
        metrics=metrics,
        data=data_sources(tracks),
        layers=describe(model),
        recipe=_plain(asdict(recipe)),
        intended_use=recipe.intended_use,
        limits=recipe.limits,
        files={},
    )


def data_sources(tracks: Sequence[LabelledTrack]) -> tuple[DataSource, ...]:
    """Return the tracks' sources with counts, licences and artists, largest first."""
    by_source: dict[str, list[LabelledTrack]] = defaultdict(list)
    for track in tracks:
        by_source[track.source or "unnamed"].append(track)
    return tuple(
        DataSource(
            name=source,
            tracks=len(members),
            artists=len({track.artist for track in members}),
            licence="; ".join(sorted({track.licence or "not stated" for track in members})),
            credit=", ".join(sorted({readable_name(track.artist) for track in members})),
        )
        for source, members in sorted(by_source.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def write_evaluation(path: Path, rows: pd.DataFrame) -> None:
    """Write the evaluation rows, one a track, as Parquet."""
    rows.to_parquet(path, index=False)


def write_history(path: Path, fits: Path) -> None:
    """Join the fits' histories, ``fold-N/history.csv`` and ``final/history.csv``, into one."""
    parts = [
        pd.read_csv(history).assign(fit=history.parent.name)
        for history in sorted(fits.glob(f"*/{HISTORY}"))
    ]
    pd.concat(parts).to_csv(path, index=False)


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """Keep of a recipe what the card does not say elsewhere."""
    elsewhere = {"name", "title", "description", "genres", "intended_use", "limits"}
    return {name: value for name, value in content.items() if name not in elsewhere}
